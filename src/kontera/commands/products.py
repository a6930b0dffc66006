"""``kontera sync product``, ``products`` and ``articles``: the Fortnox buttons on the terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from kontera.commands.shops import find
from kontera.commands.surroundings import SPEAKING, standing
from kontera.commands.words import DONE, HELD, TRY_LATER, WrongUse, complain_of, problem_json, say, say_json

if TYPE_CHECKING:
    from argparse import Namespace, _SubParsersAction

    from kontera.shops.handle import Handle
    from kontera.shops.models import Product


def add_parsers(sync: _SubParsersAction[Any]) -> None:
    """The words of the commands, under ``kontera sync``."""
    one = sync.add_parser("product", help="the Fortnox button: one product, by its id or SKU")
    one.add_argument("shop")
    one.add_argument("product", metavar="ID|SKU")
    one.set_defaults(run=sync_product)
    every = sync.add_parser("products", help="read all products and send all that differ")
    every.add_argument("shop")
    every.set_defaults(run=sync_products)
    new = sync.add_parser("articles", help="make the web articles in Fortnox that the shop lacks, hidden")
    new.add_argument("shop")
    new.set_defaults(run=sync_articles)
    for parser in (one, every, new):
        parser.add_argument("--json", action="store_true")


def sync_product(arguments: Namespace) -> int:
    """One product, read now and written as far as it differs."""
    with standing(SPEAKING) as env:
        from kontera import wiring  # noqa: PLC0415 - Django is set up by now
        from kontera.sync.products_now import carry_one  # noqa: PLC0415

        handle = find(arguments.shop)
        row = carry_one(handle, wiring.install(env), arguments.product)
        if row is None:
            raise WrongUse(
                f"Butiken har ingen produkt {arguments.product}.",
                f"The shop has no product {arguments.product}.",
            )
        return _report(handle, row, as_json=arguments.json)


def _report(handle: Handle, row: Product, *, as_json: bool) -> int:
    from kontera.shops.models import Link  # noqa: PLC0415

    links = handle.links(Link.Kind.ARTICLE, row.articles)
    told = {
        "product": row.product_id,
        "title": row.title,
        "state": row.state,
        "problem": problem_json(row.problem_code, row.problem_facts),
        "articles": [{"number": number, "written": links[number].written} for number in sorted(links)],
    }
    if as_json:
        say_json(told)
    else:
        say(f"{row.title}: {row.state}")
        for number in sorted(links):
            say(f"  {number}")
    if row.problem_code:
        complain_of(row.problem_code, row.problem_facts)
    if row.state == row.State.HELD:
        return HELD
    return TRY_LATER if row.state == row.State.DUE else DONE


def sync_products(arguments: Namespace) -> int:
    """Every product of the shop, read and written now."""
    with standing(SPEAKING) as env:
        from kontera import wiring  # noqa: PLC0415
        from kontera.sync.products_now import carry_all  # noqa: PLC0415

        counts = carry_all(find(arguments.shop), wiring.install(env))
        if arguments.json:
            say_json(counts)
        else:
            for state, count in counts.items():
                say(f"{state}: {count}")
        if counts["held"]:
            return HELD
        return TRY_LATER if counts["due"] else DONE


def sync_articles(arguments: Namespace) -> int:
    """Web articles in Fortnox that the shop lacks become hidden products."""
    with standing(SPEAKING) as env:
        from kontera import wiring  # noqa: PLC0415
        from kontera.sync.products_now import make_products  # noqa: PLC0415

        handle = find(arguments.shop)
        if handle.choices.text("product_master") != "fortnox":
            raise WrongUse(
                "Det går bara när produkterna ändras i Fortnox. Välj det vid ”Var ändrar du produkterna?”.",
                "This works only where products are edited in Fortnox. Choose that at “Where do you edit "
                "products?”.",
            )
        told = make_products(handle, wiring.install(env))
        if arguments.json:
            say_json(told)
        else:
            say(f"made: {told['made']}")
            say(f"lacking: {told['lacking']}")
        return DONE
