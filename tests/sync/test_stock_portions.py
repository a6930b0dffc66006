"""Many levels at once: written in portions, so that orders and other chores come in between."""

from __future__ import annotations

import pytest
from tests.sync.scene import Killed
from tests.sync.shelves import Shelves

from kontera.sandbox.fortnox import stock
from kontera.shops.chores import chore_of
from kontera.sync.stock import run_stock
from kontera.sync.turn import Turn

MANY = 50
NUMBERS = [f"N-{n}" for n in range(MANY)]


@pytest.fixture
def many(stage):
    """A shop that decides about fifty articles more, of which Fortnox has none yet."""
    both = Shelves(stage, "shop")
    for number in NUMBERS:
        both.place.shop.add_product(number, f"Vara {number}", "100", qty=5)
        both.article(number, 0)
    stage.forget()
    return both


def turn(both, *, seconds=True):
    """One turn of the chore; ``seconds``: whether there is time to go on. Whether some is left."""
    place = both.place
    chore = Turn(place.handle, place.stage.ends, chore_of(place.handle, "stock"), lambda: seconds)
    return run_stock(chore)


def written(both):
    calls = both.place.stage.calls()
    return sum(one.startswith("PUT /3/articles") for one in calls)


def unlike(both):
    return [one for one in NUMBERS if both.fortnox_level(one) != both.shop_level(one)]


def test_a_turn_writes_a_portion_and_the_next_goes_on_without_reading_all_again(many):
    assert turn(many)
    assert written(many) == 40
    assert not turn(many)
    assert written(many) == MANY
    assert unlike(many) == []
    assert many.place.stage.calls().count("GET /3/articles") == 1


def test_a_turn_whose_time_is_over_still_gets_somewhere(many):
    assert turn(many, seconds=False)
    assert 0 < written(many) < 10
    while turn(many, seconds=False):
        pass
    assert unlike(many) == []


def test_the_worker_comes_to_an_end_by_itself(many):
    many.round()
    assert unlike(many) == []
    assert many.place.chore("stock").told["written_out"] == MANY


def test_a_sale_between_two_portions_is_counted_once(many):
    assert turn(many)
    sold = unlike(many)[0]
    number = many.place.buys_and_tells(sold, 2)
    many.place.drain()
    assert many.place.state(number)[0] == "done"
    turn(many)
    many.rest(2)
    assert unlike(many) == []
    assert many.shop_level(sold) == 3


def test_what_was_read_long_ago_is_read_again(many):
    assert turn(many)
    late = unlike(many)[0]
    stock.move(many.place.company, late, stock.MAIN_POINT, stock=9)
    many.place.stage.advance(61)
    assert not turn(many)
    assert many.place.stage.calls().count("GET /3/articles") == 2
    assert unlike(many) == []


def test_a_yes_to_a_large_drop_is_good_for_all_of_its_portions(many):
    many.round()
    for number in NUMBERS:
        many.shop(number, 0)
    many.round()
    assert many.problem == "stock-drop"
    many.confirm()
    many.place.stage.forget()
    assert turn(many)
    many.place.stage.advance(61)
    many.round()
    assert (many.problem, unlike(many), written(many)) == ("", [], MANY)


def test_another_choice_lets_the_rest_be(many):
    assert turn(many)
    many.place.choose(stock="off")
    assert not turn(many)
    assert written(many) == 40


@pytest.mark.parametrize("after", [False, True])
def test_a_death_in_the_second_portion_loses_nothing(many, after):
    assert turn(many)
    many.place.stage.wire.kill("PUT", "/3/articles/", after=after)
    with pytest.raises(Killed):
        turn(many)
    many.place.stage.install()
    many.rest(1)
    assert unlike(many) == []


def test_orders_wait_for_no_more_than_a_portion(many):
    assert turn(many)
    number = many.place.buys_and_tells("T-1", 1)
    many.place.drain()
    assert many.place.state(number)[0] == "done"
    assert len(unlike(many)) == MANY - 40
