"""What documents do to stock: orders reserve, invoices and releases take out, returns bring back.

Each document's hold on each article is written down, and every write of the document replaces it
by what now follows from the document. So a change, a cancel and a createinvoice need no rule of
their own. Only articles with ``StockGoods`` move.

Without Lager (Fortnox help: orders reserve, invoices reduce) a saved or, by switch, a booked
invoice takes its goods out. With Lager goods go out when a document is marked ready. Guesses: an order
in state *registration* reserves nothing in either world; an unready invoice reserves with Lager; an
invoice made from a ready order moves nothing, the order has done it; under the cash method, where no
invoice is booked, saving takes the goods out.
"""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from kontera.sandbox.fortnox import events
from kontera.sandbox.fortnox.company import MAIN_POINT
from kontera.sandbox.fortnox.totals import ZERO, half_up

if TYPE_CHECKING:
    from kontera.sandbox.answers import Record
    from kontera.sandbox.fortnox.call import Call
    from kontera.sandbox.fortnox.company import Company, Effect
    from kontera.sandbox.fortnox.documents import Paper

NOTHING = (ZERO, ZERO)


def keep(call: Call, paper: Paper, record: Record) -> None:
    """Store an order or invoice, and let its stock follow."""
    company, number = call.company, str(record["DocumentNumber"])
    order = paper.single == "Order"
    effect = _order_effect(company, record) if order else _invoice_effect(company, record)
    settle(company, (paper.single, number), effect)
    if order:
        _mark_reserved(record, effect)
    (company.orders if order else company.invoices).put(number, record, call.moment)


def settle(company: Company, document: tuple[str, str], effect: Effect) -> None:
    """Replace what ``document`` holds by ``effect`` and move the difference."""
    before = company.moves.pop(document, {})
    for place in dict.fromkeys((*before, *effect)):
        (was_reserved, was_taken), (reserved, taken) = before.get(place, NOTHING), effect.get(place, NOTHING)
        if (was_reserved, was_taken) != (reserved, taken):
            move(company, *place, stock=was_taken - taken, reserved=reserved - was_reserved)
    if effect:
        company.moves[document] = effect


def move(
    company: Company, number: str, point: str, *, stock: Decimal = ZERO, reserved: Decimal = ZERO
) -> None:
    """Change an article's balance at one stock point; an article that is gone has none."""
    article = company.articles.get(number)
    if article is None:
        return
    article["QuantityInStock"] = half_up(Decimal(article["QuantityInStock"]) + stock)
    article["ReservedQuantity"] = Decimal(article["ReservedQuantity"]) + reserved
    derive(article)
    if point != MAIN_POINT:
        points = company.elsewhere.setdefault(number, {})
        here, held = points.get(point, NOTHING)
        points[point] = (here + stock, held + reserved)
    if company.switches.touches_lastmodified:
        company.articles.put(number, article, company.clock.local())
    if company.switches.warehouse:
        events.stock_changed(company, number)


def derive(article: Record) -> None:
    """The figures that follow from the balance."""
    article["DisposableQuantity"] = article["QuantityInStock"] - article["ReservedQuantity"]
    article["StockValue"] = half_up(article["QuantityInStock"] * Decimal(article["PurchasePrice"] or 0))


def balances(company: Company, number: str) -> dict[str, tuple[Decimal, Decimal]]:
    """Stock point → (in stock, available) of an article; the main point has what the others have not."""
    article = company.articles[number]
    stock, reserved = Decimal(article["QuantityInStock"]), Decimal(article["ReservedQuantity"])
    others: dict[str, tuple[Decimal, Decimal]] = {}
    for point, (here, held) in company.elsewhere.get(number, {}).items():
        others[point] = (here, here - held)
        stock, reserved = stock - here, reserved - held
    return {MAIN_POINT: (stock, stock - reserved), **others}


def delivered_by_order(company: Company, record: Record) -> bool:
    """Whether the order behind an invoice has taken the goods out itself (Lager)."""
    hold = company.moves.get(("Order", str(record.get("OrderReference"))), {})
    return any(taken for _reserved, taken in hold.values())


def _order_effect(company: Company, record: Record) -> Effect:
    if record["Cancelled"] or record["DeliveryState"] == "registration":
        return {}
    ready = company.switches.warehouse and record["WarehouseReady"]
    if ready and record["DeliveryState"] == "delivery":
        return {place: (ZERO, much) for place, much in _sums(company, record, "DeliveredQuantity").items()}
    if record["InvoiceReference"] != "0":
        return {}
    return {place: (much, ZERO) for place, much in _sums(company, record, "OrderedQuantity").items()}


def _invoice_effect(company: Company, record: Record) -> Effect:
    switches = company.switches
    if record["Cancelled"] or (switches.warehouse and delivered_by_order(company, record)):
        return {}
    sums = _sums(company, record, "DeliveredQuantity")
    if switches.warehouse and not record["WarehouseReady"]:
        return {place: (much, ZERO) for place, much in sums.items() if much > 0}
    waits = not record["Booked"] and record["AccountingMethod"] != "CASH"
    if not switches.warehouse and switches.stock_moves_at == "bookkeep" and waits:
        return {}
    return {place: (ZERO, much) for place, much in sums.items()}


def _sums(company: Company, record: Record, quantity: str) -> dict[tuple[str, str], Decimal]:
    """(article, stock point) → how many of it the rows name, nothing for rows that move nothing."""
    found: dict[tuple[str, str], Decimal] = {}
    for row in record["OrderRows" if "OrderRows" in record else "InvoiceRows"]:
        article = company.articles.get(row["ArticleNumber"])
        if article and article["StockGoods"] and Decimal(row[quantity]):
            point = row.get("StockPointCode") or record.get("StockPointCode") or MAIN_POINT
            place = (row["ArticleNumber"], point if company.switches.warehouse else MAIN_POINT)
            found[place] = found.get(place, ZERO) + Decimal(row[quantity])
    return {place: much for place, much in found.items() if much}


def _mark_reserved(record: Record, effect: Effect) -> None:
    """Rows of an order tell what they reserve."""
    reserving = {article for (article, _point), (reserved, _taken) in effect.items() if reserved}
    for row in record["OrderRows"]:
        row["ReservedQuantity"] = row["OrderedQuantity"] if row["ArticleNumber"] in reserving else "0.00"
