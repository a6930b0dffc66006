"""Why a row stands on its account: the role it has, and the choice that gave the role its account."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kontera.books.methods import method_word
from kontera.books.money import kronor
from kontera.books.place import Treatment
from kontera.problems import Text
from kontera.problems.texts import swedish

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping
    from decimal import Decimal

    from kontera.books.chart import Chart
    from kontera.books.decision import Decision
    from kontera.books.documents import DocumentRow, Invoice
    from kontera.books.voucher import Voucher, VoucherRow

    Naming = Callable[[str, str], str]

SOLD: Mapping[str, Text] = {
    "home": Text(
        "Försäljning i Sverige med {rate} % moms: konto {account}.",
        "Sale in Sweden with {rate} % VAT: account {account}.",
    ),
    "home-untaxed": Text(
        "Försäljning i Sverige utan moms: konto {account}.", "Sale in Sweden without VAT: account {account}."
    ),
    "service": Text(
        "Tjänst med {rate} % moms: butikens konto för tjänster, {account}.",
        "Service with {rate} % VAT: the shop's account of services, {account}.",
    ),
    "eu-consumer": Text(
        "Konsument i {country} med svensk moms, {rate} %: kontot för sådan försäljning, {account}.",
        "Consumer in {country} with Swedish VAT, {rate} %: the account of such sales, {account}.",
    ),
    "eu-consumer-as-home": Text(
        "Konsument i {country} med svensk moms, {rate} %: inget eget konto, så som i Sverige, {account}.",
        "Consumer in {country} with Swedish VAT, {rate} %: no account of its own: as in Sweden, {account}.",
    ),
    "oss": Text(
        "OSS, {country} med {rate} % moms: butikens konto för just det landet och den satsen, {account}.",
        "One Stop Shop, {country} at {rate} %: the shop's account of that very country and rate, {account}.",
    ),
    "eu-business": Text(
        "Företag i {country}, utan moms: kontot för {kind} till företag i EU, {account}.",
        "Company in {country}, without VAT: the account of {kind} to companies in the EU, {account}.",
    ),
    "export": Text(
        "Utanför EU:s momsområde ({country}), utan moms: kontot för {kind} på export, {account}.",
        "Outside the EU VAT area ({country}), without VAT: the export account of {kind}, {account}.",
    ),
}
KINDS: Mapping[str, Text] = {
    "goods": Text("varor", "goods"),
    "services": Text("tjänster", "services"),
    "freight": Text("frakt", "freight"),
    "fee": Text("avgifter", "fees"),
}
PARTS: Mapping[str, Text] = {
    "freight": Text("Frakten följer varorna", "Freight follows the goods"),
    "fee": Text("Avgiften följer varorna", "The fee follows the goods"),
}
SPLIT = Text("{part}: {amount} av {whole} kr på {rate} %. ", "{part}: {amount} of {whole} at {rate} %. ")
SECONDARY: Mapping[str, Text] = {
    "freight": Text(
        "Konto {account} är fraktens vid {rate} %.", "Account {account} is that of freight at {rate} %."
    ),
    "freight-method": Text(
        "Konto {account} är leveranssättets eget.", "Account {account} is the delivery method's own."
    ),
    "fee": Text(
        "Konto {account} är avgifternas vid {rate} %.", "Account {account} is that of fees at {rate} %."
    ),
    "as-sales": Text(
        "Det finns inget eget konto vid {rate} %, så den bokförs som varorna: konto {account}.",
        "There is no account of its own at {rate} %, so it is booked as the goods: account {account}.",
    ),
}
OTHER: Mapping[str, Text] = {
    "gift-card": Text(
        "Ett presentkort är en skuld tills det används: ingen moms nu, konto {account}.",
        "A gift card is a debt until it is used: no VAT now, account {account}.",
    ),
    "gift-card-spv": Text(
        "Ett presentkort för varor med en enda momssats har moms redan när det säljs: konto {account}.",
        "A gift card that is only good for one rate carries VAT when it is sold: account {account}.",
    ),
    "rounding": Text(
        "Butikens summa och raderna skiljer {amount} kr: öresavrundning på konto {account}, utan moms.",
        "The shop's total and the rows differ by {amount}: rounding on account {account}, without VAT.",
    ),
}
BOOKED: Mapping[str, Text] = {
    "claim": Text(
        "Kunden är skyldig fakturans summa tills betalningen bokförs.",
        "The customer owes the total of the invoice until the payment is booked.",
    ),
    "claim-settled": Text("Kundens skuld minskar.", "What the customer owes gets less."),
    "claim-back": Text(
        "Kunden har kreditens summa till godo tills återbetalningen bokförs.",
        "The customer is owed the total of the credit until the repayment is booked.",
    ),
    "claim-back-settled": Text(
        "Återbetalningen gör upp det kunden har till godo.",
        "The repayment settles what the customer is owed.",
    ),
    "vat": Text(
        "Utgående moms: {rate} % på {base} är {vat} {currency}.",
        "Output VAT: {rate} % of {base} is {vat} {currency}.",
    ),
    "oss-vat": Text(
        "Moms till andra länder, som redovisas i OSS: {rate} % på {base} är {vat} {currency}.",
        "VAT of other countries, declared in the One Stop Shop: {rate} % of {base} is {vat} {currency}.",
    ),
    "several-vats": Text(
        "Moms till andra länder, som redovisas i OSS: flera satser, {vat} {currency} tillsammans.",
        "VAT of other countries, declared in the One Stop Shop: several rates, {vat} {currency} together.",
    ),
    "money": Text(
        "Betalsättet {method} samlas på konto {account} tills pengarna har kommit till banken.",
        "Payments by {method} wait on account {account} until the money has reached the bank.",
    ),
    "money-back": Text(
        "Återbetalningen med {method} går från konto {account}.",
        "What is paid back by {method} goes from account {account}.",
    ),
    "bank": Text(
        "Betalsättet {method} kommer till banken, konto {account}.",
        "Payments by {method} come to the bank, account {account}.",
    ),
    "gift-card": Text(
        "Presentkortet används som betalning: skulden på konto {account} minskar.",
        "The gift card is used as payment: the debt on account {account} gets less.",
    ),
    "gift-card-back": Text(
        "Det som betalades med presentkort går tillbaka dit först: konto {account}.",
        "What was paid with a gift card goes back there first: account {account}.",
    ),
    "rounded": Text("Öresutjämning på konto {account}.", "Rounding on account {account}."),
}


def row_reason(row: DocumentRow, invoice: Invoice, decision: Decision, naming: Naming) -> tuple[str, Text]:
    """Why a row of a document has its account: the code of the reason, and the sentence.

    >>> from kontera.books.example import MADE
    >>> row_reason(MADE.invoice.rows[0], MADE.invoice, MADE, lambda code, language: code)[0]
    'home'
    """
    chart = decision.policy.chart
    facts = {"account": str(row.account), "rate": _rate(row.rate), "amount": kronor(abs(row.gross_ore))}
    if row.role == "rounding":
        return "rounding", put(OTHER["rounding"], facts)
    if row.role == "gift_card":
        code = "gift-card" if row.account == chart.gift_card else "gift-card-spv"
        return code, put(OTHER[code], facts)
    if row.role in ("freight", "fee"):
        code, text = _secondary(row, invoice, decision, naming)
        return code, _joined(_split(row, invoice), text)
    return _sold(row, invoice, chart, naming, "goods")


def _sold(row: DocumentRow, invoice: Invoice, chart: Chart, naming: Naming, kind: str) -> tuple[str, Text]:
    place = invoice.place
    untaxed = {Treatment.EU_B2B: chart.eu_business, Treatment.EXPORT: chart.export}.get(place.treatment)
    if untaxed is not None:
        is_service = kind == "goods" and row.account == untaxed.services and row.account != untaxed.goods
        code, kind = place.treatment.value, "services" if is_service else kind
        code = "eu-business" if place.treatment is Treatment.EU_B2B else "export"
    elif place.treatment is Treatment.OSS:
        code = "oss"
    elif place.treatment is Treatment.EU_B2C_SE_VAT:
        code = "eu-consumer" if row.rate in chart.eu_consumer else "eu-consumer-as-home"
    elif chart.services.get(row.rate) == row.account != chart.sales.get(row.rate):
        code = "service"
    else:
        code = "home" if row.rate else "home-untaxed"
    texts = []
    for language in ("sv", "en"):
        facts = {
            "account": str(row.account),
            "rate": _rate(row.rate),
            "country": naming(place.country, language),
            "kind": KINDS[kind].in_language(language),
        }
        texts.append(SOLD[code].in_language(language).format_map(_in(language, facts)))
    return code, Text(*texts)


def _secondary(row: DocumentRow, invoice: Invoice, decision: Decision, naming: Naming) -> tuple[str, Text]:
    """Freight or a fee: its own account, or as the goods."""
    chart = decision.policy.chart
    if invoice.place.treatment is not Treatment.SE:
        return _sold(row, invoice, chart, naming, row.role)
    facts = {"account": str(row.account), "rate": _rate(row.rate)}
    own = chart.freight if row.role == "freight" else chart.fee
    names = (invoice.shipping_key.strip().lower(), invoice.shipping_name.strip().lower())
    if row.role == "freight" and row.account in {chart.freight_by_method.get(name) for name in names}:
        return "freight-method", put(SECONDARY["freight-method"], facts)
    is_own = own.get(row.rate) == row.account != chart.sales.get(row.rate)
    code = row.role if is_own else "as-sales"
    return code, put(SECONDARY[code], facts)


def _split(row: DocumentRow, invoice: Invoice) -> Text:
    """How much of the freight (or fee) this rate carries, where several do."""
    alike = [one for one in invoice.rows if one.role == row.role]
    if len(alike) < 2 or row.role not in PARTS:  # noqa: PLR2004 - one part is no split
        return Text("", "")
    whole = sum(one.gross_ore for one in alike)
    facts = {"amount": kronor(abs(row.gross_ore)), "whole": kronor(abs(whole)), "rate": _rate(row.rate)}
    sv, en = (
        SPLIT.in_language(one).format_map({**_in(one, facts), "part": PARTS[row.role].in_language(one)})
        for one in LANGUAGES
    )
    return Text(sv, en)


LANGUAGES = ("sv", "en")


def booked_reason(
    row: VoucherRow, voucher: Voucher, invoice: Invoice, decision: Decision
) -> tuple[str, Text] | None:
    """Why a voucher has a row that no document row explains; ``None`` for the sales themselves.

    >>> from kontera.books.example import MADE
    >>> voucher = MADE.vouchers[0]
    >>> booked_reason(voucher.rows[2], voucher, MADE.invoice, MADE) is None
    True
    """
    chart, facts = decision.policy.chart, {"account": str(row.account)}
    is_document = voucher.kind in ("invoice", "credit")
    if row.account == chart.receivable:
        code = "claim-back" if voucher.kind in ("credit", "refund") else "claim"
        code += "" if is_document else "-settled"
        return code, BOOKED[code]
    if row.account == chart.rounding:
        return "rounded", put(BOOKED["rounded"], facts)
    vat = _vat_reason(row, invoice, chart)
    if vat is not None:
        return vat
    if is_document:
        return None
    return _money_reason(row, voucher, decision)


def _vat_reason(row: VoucherRow, invoice: Invoice, chart: Chart) -> tuple[str, Text] | None:
    if row.account != chart.oss_vat and row.account not in chart.output_vat.values():
        return None
    taxed = [one for one in invoice.rates if one.vat_ore]
    mine = [one for one in taxed if chart.output_vat_account(one.rate, invoice.place) == row.account]
    if not mine:
        return None
    facts = {
        "rate": _rate(mine[0].rate),
        "base": kronor(abs(sum(one.base_ore for one in mine))),
        "vat": kronor(abs(sum(one.vat_ore for one in mine))),
        "currency": invoice.currency,
    }
    code = "vat" if row.account != chart.oss_vat else "oss-vat" if len(mine) == 1 else "several-vats"
    told = put(BOOKED[code], facts)
    return code, Text(told.sv.replace(" SEK", " kr"), told.en)


def _money_reason(row: VoucherRow, voucher: Voucher, decision: Decision) -> tuple[str, Text] | None:
    chart, facts = decision.policy.chart, {"account": str(row.account)}
    if row.account == chart.gift_card and voucher.part == "gift_card":
        code = "gift-card-back" if voucher.kind == "refund" else "gift-card"
        return code, put(BOOKED[code], facts)
    payments = (*decision.payments, *(one for credit in decision.credits for one in credit.payments))
    paid = next((one for one in payments if one.account == row.account), None)
    if paid is None:
        return None
    code = "bank" if row.account == chart.bank else "money"
    code = "money-back" if voucher.kind == "refund" else code
    sv, en = (
        BOOKED[code].in_language(one).format_map({**facts, "method": method_word(paid.method, one)})
        for one in LANGUAGES
    )
    return code, Text(sv, en)


# -- names -------------------------------------------------------------------------------------

OSS_NAME = Text("Försäljning OSS {country} {rate} %", "One Stop Shop sales {country} {rate} %")
CLEARING_NAME = Text("Fordran {method}", "Receivable from {method}")
BANK_NAME = Text("Företagskonto", "Bank account")


def account_names(decision: Decision, naming: Naming) -> dict[int, Text]:
    """What each account of the decision is called: by the chart, or by what the shop uses it for.

    >>> from kontera.books.example import MADE
    >>> account_names(MADE, lambda code, language: code)[1510].sv
    'Kundfordringar'
    """
    return {account: _name(account, decision, naming) for account in sorted(set(_accounts(decision)))}


def _accounts(decision: Decision) -> Iterator[int]:
    papers: Iterable[Invoice] = [
        *([decision.invoice] if decision.invoice else []),
        *(credit.invoice for credit in decision.credits),
    ]
    for paper in papers:
        yield from (row.account for row in paper.rows)
    for voucher in (*decision.vouchers, *(one for credit in decision.credits for one in credit.vouchers)):
        yield from (row.account for row in voucher.rows)


def _name(account: int, decision: Decision, naming: Naming) -> Text:
    chart = decision.policy.chart
    known = chart.name_of(account)
    if known:
        return Text(known, known)
    for (country, rate), own in chart.oss.items():
        if own == account:
            sv, en = (
                OSS_NAME.in_language(one).format_map(
                    _in(one, {"country": naming(country, one), "rate": _rate(rate)})
                )
                for one in LANGUAGES
            )
            return Text(sv, en)
    paid = next((one for one in decision.payments if one.account == account), None)
    if paid is not None:
        return put(CLEARING_NAME, {"method": paid.method}) if account != chart.bank else BANK_NAME
    return Text("", "")


def _rate(rate: Decimal) -> str:
    """A rate as Swedish and English alike read it here.

    >>> from decimal import Decimal
    >>> _rate(Decimal("25.50"))
    '25.5'
    """
    return f"{rate.normalize():f}"


def put(words: Text, facts: Mapping[str, str]) -> Text:
    """The sentence with its facts in both languages; Swedish writes decimals with a comma.

    >>> put(Text("{rate} %", "{rate} %"), {"rate": "25.5"})
    Text(sv='25,5 %', en='25.5 %')
    """
    return Text(words.sv.format_map(with_commas(facts)), words.en.format_map(facts))


def _in(language: str, facts: Mapping[str, str]) -> Mapping[str, str]:
    return with_commas(facts) if language == "sv" else facts


def with_commas(facts: Mapping[str, str]) -> dict[str, str]:
    """Facts with decimal commas, as Swedish writes them.

    >>> with_commas({"rate": "25.5", "day": "2026-11-10"})
    {'rate': '25,5', 'day': '2026-11-10'}
    """
    return {name: swedish(value) for name, value in facts.items()}


def _joined(first: Text, second: Text) -> Text:
    return Text(first.sv + second.sv, first.en + second.en)
