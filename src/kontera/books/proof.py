"""Proving the VAT of an order: the shop states one VAT total and no rate per line.

The rates are rebuilt from what is known of the products and proven against the stated total. The
plain reading (the products' rates, freight follows the goods) wins when it fits. Otherwise every
other reading is tried, alone and together; exactly one booking may fit, or the order is held.
Nothing is guessed. A reading fits when its VAT is within 1 öre for each taxed, priced row, because
a shop may round per row (Skatteverket prescribes neither per row nor per document).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from kontera.books.documents import amounts_differ
from kontera.books.gross import gross_order, net_rows_ore
from kontera.books.money import kronor, vat_of
from kontera.books.order import LineKind
from kontera.books.payments import known_method
from kontera.books.place import AT_HOME, Place, Treatment
from kontera.books.rates import rates_at
from kontera.books.readings import (
    EXPLAINED,
    Reading,
    all_readings,
    fixed_rates,
    natures_of,
    price_ore,
    with_free_lines,
)
from kontera.books.split import SOLD, Split, gross_by_rate, line_gross, split_order
from kontera.books.vat import STANDARD, ZERO, tax_point
from kontera.problems import Held, Text

if TYPE_CHECKING:
    from collections.abc import Sequence
    from decimal import Decimal

    from kontera.books.order import Order
    from kontera.books.policy import Policy

PROBE_SLACK_ORE = 3
"""A probe stands for others like it, whose rounding may differ by this much."""


@dataclass(frozen=True, slots=True)
class Proof:
    """An order whose every rate is known, the reading that proved it, and why in words.

    ``hypothesis`` is ``plain`` or codes joined by ``+`` (also added to the order's notes).
    """

    order: Order
    hypothesis: str
    explanation: Text


@dataclass(frozen=True, slots=True)
class _Fit:
    """A reading worked out: its order in amounts incl. VAT, its split and its VAT."""

    reading: Reading
    order: Order
    split: Split
    vat_ore: int
    slack_ore: int

    def is_close(self, tax_ore: int) -> bool:
        allowed = self.slack_ore + (PROBE_SLACK_ORE if self.reading.is_probe else 0)
        return abs(self.vat_ore - tax_ore) <= allowed

    def booking(self) -> tuple[object, ...]:
        """What would be booked: readings that book alike are the same."""
        rates = tuple(
            rate for rate, gross in zip(self.reading.rates, self.split.grosses, strict=True) if gross
        )
        order = self.order
        return (rates, self.split.freight, self.split.fee, order.discount_gross_ore, order.gift_card_ore)


def prove(order: Order, policy: Policy, place: Place = AT_HOME) -> Proof:
    """The order with every rate proven against the shop's own VAT total.

    Raises ``Held``: ``vat-not-stated``, ``amounts-do-not-add-up``, ``vat-not-proven`` (no reading or
    several that book differently), ``product-without-vat``, ``gift-card-or-discount``,
    ``discount-exceeds-goods``, ``freight-without-goods``.

    >>> from datetime import date
    >>> from decimal import Decimal
    >>> from kontera.books.order import Buyer, Line, Order, Status
    >>> from kontera.books.policy import DEFAULT_POLICY
    >>> day = date(2026, 11, 10)
    >>> order = Order("1001", Status.PAID, "SEK", day, day, None, Buyer(),
    ...               (Line("Kruka", Decimal(1), 12500, None),), 0, 0, 0, 12500, 2500, "klarna")
    >>> proof = prove(order, DEFAULT_POLICY)
    >>> proof.hypothesis, proof.order.lines[0].rate
    ('country_rate', Decimal('25'))
    """
    if order.tax_ore is None:
        raise Held("vat-not-stated", {"order": order.number})
    tax_ore = order.tax_ore
    if not place.is_taxed:
        order = _untaxed(order, place)
    added_up = _added_up(_bundles(_gift_cards(order, policy)), policy)
    plain = _plain(added_up, policy, place)
    if plain is not None and plain.is_close(tax_ore):
        return _accept(_unless_ambiguous(plain, policy), policy)
    return _accept(_only_fit(added_up, plain, policy, place), policy)


def _untaxed(order: Order, place: Place) -> Order:
    """A sale that carries no VAT: every rate is 0, whatever the products carry at home.

    ``Held("foreign-vat-charged")`` where the shop charged VAT all the same: whose it is is not decided here.
    """
    if order.tax_ore:
        facts = {"order": order.number, "country": place.country, "stated": kronor(order.tax_ore)}
        if place.treatment is Treatment.EU_B2B:
            raise Held("business-charged-vat", {**facts, "number": order.buyer.vat_number})
        raise Held("foreign-vat-charged", facts)
    return replace(order, lines=tuple(replace(line, rate=ZERO) for line in order.lines), freight_rate=None)


def _gift_cards(order: Order, policy: Policy) -> Order:
    """Gift cards sold as single-purpose vouchers, where the shop chose so."""
    if policy.gift_card_mode == "mpv" or all(line.kind is not LineKind.GIFT_CARD for line in order.lines):
        return order
    lines = (
        replace(line, kind=LineKind.GIFT_CARD_SPV) if line.kind is LineKind.GIFT_CARD else line
        for line in order.lines
    )
    return replace(order, lines=tuple(lines))


def _bundles(order: Order) -> Order:
    """A negative line without a rate of its own is a discount, spread over the goods like any other.

    Source: Swedish VAT practice, a bundle's rebate lowers the base of the goods in the bundle.
    """
    spread = [line for line in order.lines if line.rate is None and line.kind in SOLD and price_ore(line) < 0]
    if not spread:
        return order
    lines = tuple(line for line in order.lines if line not in spread)
    discount = order.discount_gross_ore - sum(map(price_ore, spread))
    return replace(order, lines=lines, discount_gross_ore=discount, notes=(*order.notes, "bundle_discount"))


def _added_up(order: Order, policy: Policy) -> Order:
    """The order when its parts make its total; a known payment fee may be the missing part."""
    if order.tax_on_top:
        return order
    rows = sum(map(line_gross, order.lines)) - order.discount_gross_ore
    rows += order.shipping_gross_ore + order.fee_gross_ore
    missing = order.total_gross_ore - rows
    if missing and missing == _payment_fee(order, policy):
        fee = order.fee_gross_ore + missing
        return replace(order, fee_gross_ore=fee, notes=(*order.notes, "payment_fee"))
    if abs(missing) > policy.max_rounding_ore:
        raise amounts_differ(rows, order)
    return order


def _payment_fee(order: Order, policy: Policy) -> int:
    if not policy.payment_fees:
        return 0
    method = known_method(order.payment_method)
    return next((fee for key, fee in policy.payment_fees.items() if known_method(key) == method), 0)


def _plain(order: Order, policy: Policy, place: Place) -> _Fit | None:
    rates = fixed_rates(order)
    known = [rate for rate in rates if rate is not None]
    if len(known) != len(rates):
        return None
    if place.treatment is Treatment.OSS and not _are_of(place, order, known):
        return None
    rates_there = with_free_lines(order, place, tuple(known))
    return _worked_out(Reading((), order, rates_there, order.freight_rate), policy)


def _are_of(place: Place, order: Order, rates: Sequence[Decimal]) -> bool:
    """Whether every rate is one of the country's; a gift card and what costs nothing carry none."""
    valid = rates_at(place, tax_point(order))
    priced = zip(order.lines, rates, strict=True)
    return all(
        rate in valid for line, rate in priced if price_ore(line) and line.kind is not LineKind.GIFT_CARD
    )


def _worked_out(reading: Reading, policy: Policy) -> _Fit | None:
    """The reading in amounts incl. VAT, or ``None`` when it cannot be the order at all."""
    rates = reading.rates
    order: Order | None = reading.order
    try:
        if reading.order.tax_on_top:
            order = gross_order(reading.order, rates, reading.freight_rate, policy.max_rounding_ore)
        if order is None:
            return None
        split = split_order(order, rates, reading.freight_rate)
    except Held:
        return None
    vat = sum(vat_of(gross, rate) for rate, gross in gross_by_rate(split, rates).items())
    return _Fit(reading, order, split, vat, _slack(split, rates))


def _slack(split: Split, rates: Sequence[Decimal]) -> int:
    """1 öre for each taxed row with a price: lines, freight and fee."""
    lines = sum(1 for rate, gross in zip(rates, split.grosses, strict=True) if rate and gross)
    return lines + any(rate for rate, _ in split.freight) + any(rate for rate, _ in split.fee)


def _unless_ambiguous(plain: _Fit, policy: Policy) -> _Fit:
    """A gift card that might as well be a discount, because the VAT cannot tell (0 %, or a few öre)."""
    order = plain.reading.order
    if not order.gift_card_ore or order.tax_ore is None:
        return plain
    for codes, read in natures_of(order):
        reading = replace(plain.reading, codes=codes, order=read)
        if codes and _fits(reading, policy, order.tax_ore):
            raise _unclear_gift_card(order, order.gift_card_ore)
    return plain


def _only_fit(order: Order, plain: _Fit | None, policy: Policy, place: Place) -> _Fit:
    tax = order.tax_ore or 0
    worked = (_worked_out(reading, policy) for reading in all_readings(order, place))
    fits = [fit for fit in worked if fit is not None and fit.is_close(tax)]
    bookings = {fit.booking() for fit in fits}
    if len(bookings) == 1 and not fits[0].reading.is_probe:
        return _unless_untaxed(fits[0])
    if not fits:
        _refuse_bad_sums(order, policy)
        _refuse_wrong_country(order, policy, place)
    facts = {"order": order.number, "stated": kronor(tax), "ways": str(len(bookings))}
    raise Held("vat-not-proven", {**facts, "computed": kronor(plain.vat_ore) if plain else "–"})


def _unless_untaxed(fit: _Fit) -> _Fit:
    """An unknown product sold without VAT may be a gift card or VAT-free goods: the VAT cannot tell."""
    if "without_vat" in fit.reading.codes:
        order = fit.reading.order
        rated = zip(order.lines, fit.reading.rates, strict=True)
        titles = [line.title for line, rate in rated if line.rate is None and not rate and price_ore(line)]
        raise Held("product-without-vat", {"order": order.number, "title": ", ".join(titles)})
    return fit


def _refuse_bad_sums(order: Order, policy: Policy) -> None:
    """The better reason, when no reading fits because the amounts themselves do not."""
    if order.tax_on_top:
        rows = net_rows_ore(order) + (order.tax_ore or 0)
        if abs(order.total_gross_ore - rows) > policy.max_rounding_ore:
            raise amounts_differ(rows, order)
        return
    rates = [rate or STANDARD for rate in fixed_rates(order)]
    try:
        split_order(order, rates, order.freight_rate)
    except Held as held:
        raise Held(held.code, {"order": order.number, **held.facts}) from held


def _refuse_wrong_country(order: Order, policy: Policy, place: Place) -> None:
    """The better reason, when the VAT is that of another country than the one that taxes it, or none."""
    if place == AT_HOME:
        return
    facts = {
        "order": order.number,
        "country": order.buyer.delivery.country,
        "stated": kronor(order.tax_ore or 0),
    }
    if not order.tax_ore:
        raise Held("vat-not-charged", facts)
    at_home = _plain(order, policy, AT_HOME)
    if place.treatment is Treatment.OSS and at_home is not None and at_home.is_close(order.tax_ore):
        raise Held("swedish-vat-charged", facts)
    there = Place(Treatment.OSS, place.country)
    if place.is_swedish and any(
        _fits(reading, policy, order.tax_ore) for reading in all_readings(order, there)
    ):
        raise Held("vat-of-the-country-charged", facts)


def _fits(reading: Reading, policy: Policy, tax_ore: int) -> bool:
    worked = _worked_out(reading, policy)
    return worked is not None and worked.is_close(tax_ore)


def _unclear_gift_card(order: Order, amount: int) -> Held:
    return Held("gift-card-or-discount", {"order": order.number, "amount": kronor(amount)})


def _accept(fit: _Fit, policy: Policy) -> Proof:
    reading, order = fit.reading, fit.order
    if policy.gift_card_redeemed == "hold":
        in_doubt = max(order.gift_card_ore, reading.order.gift_card_ore)
        if in_doubt or "discount_not_gift_card" in reading.codes:
            raise _unclear_gift_card(order, in_doubt or order.discount_gross_ore)
    if any(line.rate != rate for line, rate in zip(order.lines, reading.rates, strict=True)):
        rated = zip(order.lines, reading.rates, strict=True)
        order = replace(order, lines=tuple(replace(line, rate=rate) for line, rate in rated))
    if reading.codes:
        notes = (*order.notes, *reading.codes)
        order = replace(order, freight_rate=reading.freight_rate, notes=notes)
    return Proof(order, "+".join(reading.codes) or "plain", _explained(reading.codes or ("plain",)))


def _explained(codes: tuple[str, ...]) -> Text:
    if len(codes) == 1:
        return EXPLAINED[codes[0]]
    parts = [EXPLAINED[code] for code in codes]
    return Text(" ".join(part.sv for part in parts), " ".join(part.en for part in parts))
