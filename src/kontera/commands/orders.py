"""``kontera sync order`` and ``kontera preview``: one order, now, on the terminal."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from kontera.books.decision import Decision, decide
from kontera.books.preview import as_text
from kontera.choices import Choices
from kontera.commands.shops import find, read_choices_file
from kontera.commands.surroundings import SPEAKING, STORING, standing
from kontera.commands.words import DONE, HELD, TRY_LATER, WrongUse, complain_of, problem_json, say, say_json
from kontera.problems import Held
from kontera.quickbutik.client import listed_in
from kontera.quickbutik.read import read_order, read_product
from kontera.sync.telling import preview_json, why_text

if TYPE_CHECKING:
    from argparse import Namespace

    from kontera.shops.handle import Handle
    from kontera.shops.models import Order


def sync_order(arguments: Namespace) -> int:
    """The Fortnox button, on the terminal."""
    with standing(SPEAKING) as env:
        from kontera import wiring  # noqa: PLC0415 - Django is set up by now
        from kontera.sync.drain import carry_one  # noqa: PLC0415

        handle = find(arguments.shop)
        row = carry_one(handle, wiring.install(env), arguments.number)
        if row is None:
            raise _no_such_order(arguments.number)
        return _report(handle, row, as_json=arguments.json)


def _no_such_order(number: str) -> WrongUse:
    return WrongUse(f"Butiken har ingen order {number}.", f"The shop has no order {number}.")


def _report(handle: Handle, row: Order, *, as_json: bool) -> int:
    sent = handle.deliveries_of([row])[row.pk]
    told = {
        "order": row.number,
        "state": row.state,
        "problem": problem_json(row.problem_code, row.problem_facts),
        "documents": [
            {
                "kind": one.kind,
                "state": one.state,
                "number": one.number,
                "reference": one.reference,
                "voucher": one.voucher,
                "answer": one.answer,
            }
            for one in sent
        ],
    }
    if as_json:
        say_json(told)
    else:
        say(f"{row.number}: {row.state}")
        for one in sent:
            say(f"  {one.kind} {one.number} {one.state} {one.voucher}".rstrip())
    if row.problem_code:
        complain_of(row.problem_code, row.problem_facts)
    if row.state == row.State.HELD:
        return HELD
    return TRY_LATER if row.state == row.State.DUE else DONE


def preview(arguments: Namespace) -> int:
    """What would be booked. Nothing is sent."""
    decision = _from_files(arguments) if _is_from_files(arguments) else _from_shop(arguments)
    held = decision.held
    if arguments.json:
        problem = problem_json(held.code, held.facts) if held else {}
        say_json({**preview_json(decision), "problem": problem})
    else:
        say(as_text(decision, arguments.language))
        say(why_text(decision, arguments.language))
    if held is None:
        return DONE
    complain_of(held.code, held.facts)
    return HELD


def _is_from_files(arguments: Namespace) -> bool:
    """Whether files are meant; a shop and files together are a mistake, and so is half of either."""
    from_shop = bool(arguments.shop and arguments.number)
    files = arguments.order or arguments.product or arguments.choices
    if from_shop == bool(arguments.order) or (files and arguments.shop):
        raise WrongUse(
            "Ange antingen en butik och ett ordernummer, eller --order FIL (med --product och --choices).",
            "Give either a shop and an order number, or --order FILE (with --product and --choices).",
        )
    return not from_shop


def _from_files(arguments: Namespace) -> Decision:
    """No network and no database: only the files and the books."""
    choices = Choices(read_choices_file(arguments.choices))
    orders = listed_in(_read_json(arguments.order), "order", "orders")
    if len(orders) != 1:
        raise WrongUse(
            f"{arguments.order} ska innehålla precis en order.",
            f"{arguments.order} must hold exactly one order.",
        )
    products = [
        read_product(raw)
        for path in arguments.product or []
        for raw in listed_in(_read_json(path), "product", "products")
    ]
    policy = choices.policy()
    order = read_order(
        orders[0],
        {key: rate for product in products for key, rate in _rates(product)},
        gift_card_skus=[*choices.words("gift_card_skus"), *(one.id for one in products if one.is_gift_card)],
        shown_currencies=choices.words("shown_currencies"),
        service_skus=choices.words("service_skus"),
        gift_card_mode=policy.gift_card_mode,
        payment_fees=policy.payment_fees,
        shop_currency=choices.text("shop_currency").upper(),
    )
    return decide(order, policy, datetime.now(UTC).astimezone(ZoneInfo("Europe/Stockholm")).date())


def _rates(product: Any) -> list[tuple[str, str | None]]:
    rate = None if product.rate is None else format(product.rate, "f")
    skus = [product.sku, *(variant.sku for variant in product.variants)]
    return [(key, rate) for key in (product.id, *skus) if key]


def _read_json(path: str) -> object:
    try:
        return json.loads(Path(path).read_text(encoding="utf-8-sig"), parse_float=Decimal)
    except OSError:
        raise WrongUse(f"Filen {path} går inte att läsa.", f"The file {path} cannot be read.") from None
    except (ValueError, RecursionError) as error:
        raise WrongUse(f"{path} är inte giltig JSON: {error}", f"{path} is not valid JSON: {error}") from None


def _from_shop(arguments: Namespace) -> Decision:
    with standing(STORING) as env:
        from kontera import wiring  # noqa: PLC0415
        from kontera.sync import intake, reading  # noqa: PLC0415
        from kontera.sync.days import stockholm_day  # noqa: PLC0415

        handle, ends = find(arguments.shop), wiring.install(env)
        client = ends.quickbutik(handle.shop)
        if not reading.read_order_now(handle, client, arguments.number, ends.now(), asked=False):
            raise _no_such_order(arguments.number)
        row = handle.order(arguments.number)
        if row is None:
            raise _no_such_order(arguments.number)
        choices = handle.choices
        thought = intake.think(row, choices, intake.policy_of(handle, choices), stockholm_day(ends.now()))
        if thought.decision is None:
            raise thought.problem or Held("order-unreadable", {"order": row.number})
        return thought.decision
