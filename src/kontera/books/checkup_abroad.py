"""Sales abroad against the company's chart: One Stop Shop accounts, untaxed accounts, and the threshold.

Fortnox reports by the VAT code of the account, and a One Stop Shop rate needs a code of its own, which only a
person can make (Fortnox help, OSS: a sales account, a VAT account and a VAT code for each country and rate).
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from kontera.books.chart import R25
from kontera.books.money import kronor
from kontera.books.place import Treatment
from kontera.books.registers import Creation, Remark

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kontera.books.registers import Account, Look, Mark

SWEDISH_CODES = frozenset({"MP1", "MP2", "MP3"})
"""VAT codes that put a sale in the Swedish VAT return."""


def check_oss(look: Look) -> Iterator[Remark]:
    """With the One Stop Shop: an account for each country and rate sold to, with a VAT code of its own.

    >>> from datetime import date
    >>> from decimal import Decimal
    >>> from kontera.books.policy import Policy
    >>> from kontera.books.registers import Look, Registers, ShopSide, Wishes
    >>> side = ShopSide(oss_sold=frozenset({("DE", Decimal(19))}))
    >>> look = Look(date(2026, 11, 10), Registers(accounts={}), side, Wishes(Policy(eu_consumers="oss")))
    >>> [(one.code, one.key) for one in check_oss(look)]
    [('oss-account-missing', 'DE 19'), ('account-not-in-chart', '2670')]
    """
    policy, accounts = look.wishes.policy, look.registers.accounts
    if policy.eu_consumers != "oss" or accounts is None:
        return
    chart = policy.chart
    for country, rate in sorted(look.side.oss_sold - set(chart.oss)):
        facts = {"country": country, "rate": f"{rate.normalize():f}"}
        yield Remark("red", "oss-account-missing", f"{country} {facts['rate']}", facts)
    codes: dict[str, list[int]] = {}
    for number in chart.oss.values():
        if (account := accounts.get(number)) is not None and account.vat_code:
            codes.setdefault(account.vat_code, []).append(number)
    for (country, rate), number in sorted(chart.oss.items()):
        name = f"Försäljning OSS {country} {rate.normalize():f} %"
        is_used = (country, rate) in look.side.oss_sold
        yield from _oss_faults(number, name, accounts.get(number), codes, is_used=is_used)
    if chart.oss or look.side.oss_sold:
        found = accounts.get(chart.oss_vat)
        is_used = bool(look.side.oss_sold)
        yield from _missing(chart.oss_vat, "Utgående moms, OSS", found, is_used=is_used)


def _oss_faults(
    number: int, name: str, account: Account | None, codes: dict[str, list[int]], *, is_used: bool
) -> Iterator[Remark]:
    if account is None or not account.is_active:
        yield from _missing(number, name, account, is_used=is_used)
    elif account.vat_code is not None and (not account.vat_code or account.vat_code in SWEDISH_CODES):
        yield _fault("oss-account-without-code", number, name, is_used=is_used, found=account.vat_code or "–")
    elif account.vat_code and len(set(codes[account.vat_code])) > 1:
        others = ", ".join(str(other) for other in sorted(set(codes[account.vat_code])) if other != number)
        facts = {"found": account.vat_code, "others": others}
        yield _fault("oss-account-shared-code", number, name, is_used=is_used, **facts)


def _missing(number: int, name: str, account: Account | None, *, is_used: bool) -> Iterator[Remark]:
    """What Kontera can make itself; a VAT code of the One Stop Shop is for a person to make."""
    if account is None:
        made = Creation("account", str(number), name)
        yield replace(_fault("account-not-in-chart", number, name, is_used=is_used), creates=made)
    elif not account.is_active:
        made = Creation("activate", str(number), account.name or name)
        yield replace(_fault("account-not-active", number, name, is_used=is_used), creates=made)


def _fault(code: str, number: int, name: str, *, is_used: bool, **more: str) -> Remark:
    facts = {"account": str(number), "name": name, **more}
    mark: Mark = "red" if is_used else "yellow"
    return Remark(mark, code, str(number), facts, (f"account:{number}",) if is_used else ())


def check_untaxed(look: Look) -> Iterator[Remark]:
    """The accounts of sales abroad: there where something is sold, and untaxed where the sale is.

    >>> from datetime import date
    >>> from kontera.books.registers import Account, Look, Registers
    >>> look = Look(date(2026, 11, 10), Registers(accounts={3105: Account(3105, vat_code="MP1")}))
    >>> [(one.code, one.key) for one in check_untaxed(look)]
    [('account-vat-code', '3105')]
    """
    accounts, chart = look.registers.accounts, look.wishes.policy.chart
    if accounts is None:
        return
    for treatment, untaxed, name in (
        (Treatment.EU_B2B, chart.eu_business, "Försäljning till annat EU-land, momsfri"),
        (Treatment.EXPORT, chart.export, "Försäljning utanför EU"),
    ):
        is_used = treatment.value in look.side.treatments
        if is_used:
            yield from _missing(untaxed.goods, name, accounts.get(untaxed.goods), is_used=True)
        for number in dict.fromkeys((untaxed.goods, untaxed.services, untaxed.freight, untaxed.fee)):
            account = accounts.get(number)
            if account is not None and account.vat_code in SWEDISH_CODES:
                facts = {"wanted": "–", "found": account.vat_code or ""}
                yield _fault("account-vat-code", number, account.name or name, is_used=is_used, **facts)
    if Treatment.EU_B2C_SE_VAT.value in look.side.treatments and R25 in chart.eu_consumer:
        number = chart.eu_consumer[R25]
        name = "Försäljning till annat EU-land, momspliktig"
        yield from _missing(number, name, accounts.get(number), is_used=True)


def check_threshold(look: Look) -> Iterator[Remark]:
    """Sales to consumers in the Union against 99,680 SEK, for a shop without the One Stop Shop.

    >>> from datetime import date
    >>> from kontera.books.registers import Look, ShopSide
    >>> from kontera.books.threshold import Standing
    >>> side = ShopSide(standing=Standing(2026, 8_000_000))
    >>> [(one.mark, one.code) for one in check_threshold(Look(date(2026, 11, 10), side=side))]
    [('yellow', 'eu-threshold-near')]
    """
    standing = look.side.standing
    if standing is None or not standing.code or look.wishes.policy.eu_consumers == "oss":
        return
    mark: Mark = "yellow" if standing.code == "eu-threshold-near" else "red"
    total = kronor(standing.total_ore)
    facts = {"year": str(standing.year), "total": total, "percent": str(standing.percent)}
    yield Remark(mark, standing.code, str(standing.year), facts)
