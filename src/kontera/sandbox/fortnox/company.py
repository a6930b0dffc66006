"""One Fortnox company: its switches, registers, documents and books."""

from __future__ import annotations

import threading
from collections import deque
from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING

from kontera.sandbox.fortnox import chart, events

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from datetime import date, datetime

    from kontera.sandbox.answers import Record
    from kontera.sandbox.clock import Clock

Effect = dict[tuple[str, str], tuple[Decimal, Decimal]]
"""(article, stock point) → (reserved, taken out)."""

MAIN_POINT = "HUVUD"
LICENCES = frozenset({"integration", "invoice", "order", "bookkeeping"})


class Shelf(dict[str, "Record"]):
    """Records by number or code, with the moment each was last changed (Stockholm wall clock).

    ``told`` hears of every record that is put in or taken out (then as ``None``).
    """

    def __init__(self, told: Callable[[str, Record | None], None] | None = None) -> None:
        super().__init__()
        self.told = told
        self.changed: dict[str, datetime] = {}
        self.born: dict[str, float] = {}
        self.used: set[str] = set()
        self.last = 0

    def put(self, key: str, record: Record, moment: datetime) -> Record:
        self[key] = record
        self.changed[key] = moment.replace(tzinfo=None)
        self.born.setdefault(key, moment.timestamp())
        self.used.add(key)
        if self.told:
            self.told(key, record)
        return record

    def __delitem__(self, key: str) -> None:
        super().__delitem__(key)
        if self.told:
            self.told(key, None)

    def next_number(self) -> str:
        """The next automatic number. Numbers in use are passed over."""
        self.last += 1
        while str(self.last) in self:
            self.last += 1
        return str(self.last)


@dataclass(slots=True)
class Switches:
    """What differs from company to company and cannot be changed through the API.

    ``round_off``: öresutjämning of SEK totals to whole kronor. ``easy_vat``: förenklad
    momshantering. ``warehouse``: the Lager module. ``negative_stock``: Lager may go below zero.
    ``freight``/``fee``: default amounts added to documents that do not say otherwise (kronor).
    ``locked_until``: period locked to and including this day. ``limit``: the rate limit is on.
    ``search_lag``: seconds before a new record shows in lists. ``retry_after``: seconds named on a 429.
    ``licences``: what the customer pays for; an empty set is a company without API licence.

    Guesses that a test may turn, because Fortnox does not say: ``stock_moves_at``: without Lager an
    invoice takes its goods when it is saved (``"save"``) or when it is booked (``"bookkeep"``).
    ``touches_lastmodified``: a mere stock change shows in ``lastmodified`` and tells an article event.
    ``warehouse_put``: with Lager a balance sent to an article is ``"ignored"`` or ``"refused"``.
    ``price_row_made``: a new article brings its price row from quantity 0.
    ``fractional_vat``: an invoice row's VAT of 25.5 is ``"refuse"``d (its published type is integer),
    ``"accept"``ed, or ``"truncate"``d to 25. ``currency_rate``: a document keeps the rate that was
    ``"sent"``, or takes the one in the ``"register"``. ``keeps_rows``: rows beyond the last one of an
    update stay.
    """

    round_off: bool = False
    easy_vat: bool = False
    warehouse: bool = False
    negative_stock: bool = False
    freight: Decimal = Decimal(0)
    fee: Decimal = Decimal(0)
    locked_until: date | None = None
    limit: bool = True
    search_lag: float = 0.0
    retry_after: int | None = None
    licences: frozenset[str] = LICENCES
    stock_moves_at: str = "save"
    touches_lastmodified: bool = False
    warehouse_put: str = "ignored"
    price_row_made: bool = True
    fractional_vat: str = "refuse"
    currency_rate: str = "sent"
    keeps_rows: bool = False


@dataclass(slots=True)
class Voucher:
    """A booked voucher; ``rows`` are (account, amount in SEK, debit +)."""

    series: str
    number: int
    year: int
    day: date
    text: str
    reference: str
    reference_type: str
    rows: list[tuple[int, Decimal]]
    moment: datetime
    comments: str = ""


@dataclass(slots=True)
class Window:
    """A true sliding window: at most ``most`` requests in any ``span`` seconds.

    Guess: refused requests do not count against the window.
    """

    most: int = 25
    span: float = 5.0
    times: deque[float] = field(default_factory=deque)

    def admit(self, now: float) -> bool:
        while self.times and now - self.times[0] >= self.span:
            self.times.popleft()
        if len(self.times) >= self.most:
            return False
        self.times.append(now)
        return True


class Company:
    """The state of one tenant. Everything that reads or writes it holds ``lock``."""

    def __init__(
        self,
        tenant: int,
        clock: Clock,
        *,
        name: str = "Sandlådan AB",
        org_number: str = "556000-0001",
        method: str = "ACCRUAL",
    ) -> None:
        self.tenant = tenant
        self.clock = clock
        self.name = name
        self.org_number = org_number
        self.lock = threading.RLock()
        self.switches = Switches()
        self.on_event: Callable[[str, str, str], None] = events.unheard
        """Hears (topic, type, entity id) of every write. Called with ``lock`` held, so it must not wait."""
        self.windows: dict[str, Window] = {}
        self.customers = Shelf(events.teller(self, "customers"))
        self.articles = Shelf(events.teller(self, "articles"))
        self.prices = Shelf()
        self.orders = Shelf(events.teller(self, "orders"))
        self.invoices = Shelf(events.teller(self, "invoices"))
        self.payments = Shelf(events.teller(self, "invoicepayments"))
        self.moves: dict[tuple[str, str], Effect] = {}
        """Document → what it holds of each article at each stock point, for as long as it stands."""
        self.elsewhere: dict[str, dict[str, tuple[Decimal, Decimal]]] = {}
        """Article → stock point → (in stock, reserved) at every point but the main one."""
        self.shelves: dict[str, Shelf] = {}
        self.vouchers: dict[tuple[str, int, int], Voucher] = {}
        self.voucher_numbers: dict[tuple[str, int], int] = {}
        self.row_id = 0
        self.vat_rates: set[Decimal] = set(chart.RATES)
        self.vat_codes = dict(chart.VAT_CODES)
        self.cash_booked: dict[str, dict[int, Decimal]] = {}
        self._open_books(method)

    # -- starting registers ---------------------------------------------------------------

    def _open_books(self, method: str) -> None:
        for number, name, code in chart.account_rows():
            self.add_account(number, name, code)
        this_year = self.clock.today().year
        for year in range(min(this_year - 1, 2025), this_year + 1):
            self.add_year(year, method)
        self._fill("currencies", ("Description", "BuyRate", "Unit"), chart.CURRENCIES)
        self._fill("modesofpayments", ("Description", "AccountNumber"), chart.MODES_OF_PAYMENT)
        self._fill("wayofdeliveries", ("Description",), _single(chart.WAYS_OF_DELIVERY))
        self._fill("termsofdeliveries", ("Description",), _single(chart.TERMS_OF_DELIVERY))
        self._fill("termsofpayments", ("Description",), _single(chart.TERMS_OF_PAYMENT))
        self._fill("units", ("Description",), _single(chart.UNITS))
        self._fill("pricelists", ("Description", "Comments"), {"A": ("Prislista A", "")})
        self.shelf("pricelists")["A"]["PreSelected"] = True
        self.keep("stockpoints", MAIN_POINT, {"code": MAIN_POINT, "name": "Huvudlager", "active": True})
        self._fill("voucherseries", ("Description",), _single(chart.VOUCHER_SERIES))
        for record in self.shelf("currencies").values():
            record.update(BuyRate=Decimal(record["BuyRate"]), SellRate=Decimal(record["BuyRate"]))
            record.update(Unit=Decimal(record["Unit"]), IsAutomatic=False, Date=str(self.clock.today()))
        for name, account in chart.PREDEFINED.items():
            self.keep("predefinedaccounts", name, {"Name": name, "Account": account})
        for name, series in chart.PREDEFINED_SERIES.items():
            self.keep("predefinedvoucherseries", name, {"Name": name, "VoucherSeries": series})

    def _fill(self, shelf: str, names: tuple[str, ...], rows: Mapping[str, tuple[str, ...]]) -> None:
        for code, values in rows.items():
            self.keep(shelf, code, {"Code": code, **dict(zip(names, values, strict=False))})

    def shelf(self, name: str) -> Shelf:
        """A plain register by its name in the path."""
        if name not in self.shelves:
            self.shelves[name] = Shelf(events.teller(self, name))
        return self.shelves[name]

    def keep(self, shelf: str, key: str, record: Record) -> Record:
        return self.shelf(shelf).put(key, record, self.clock.local())

    def add_account(self, number: int, name: str, vat_code: str = "", *, active: bool = True) -> Record:
        """Put an account in the chart; ``vat_code`` decides which output VAT account it books to."""
        card = {"Number": number, "Description": name, "VATCode": vat_code, "Active": active, "SRU": 0}
        card.update(BalanceBroughtForward=0, CostCenter="", Project="", TransactionInformation="")
        for setting in ("CostCenterSettings", "ProjectSettings", "TransactionInformationSettings"):
            card[setting] = "ALLOWED"
        return self.keep("accounts", str(number), card)

    def add_year(self, year: int, method: str = "ACCRUAL") -> Record:
        """Open a calendar financial year; ``method`` is ACCRUAL or CASH."""
        number = len(self.shelf("financialyears")) + 1
        card: Record = {"Id": number, "FromDate": f"{year}-01-01", "ToDate": f"{year}-12-31"}
        card.update(AccountChartType="BAS 2025", AccountingMethod=method)
        return self.keep("financialyears", str(number), card)

    def add_vat_rate(self, rate: Decimal, code: str = "", output_account: int = 2670) -> None:
        """Settings → Moms: a further rate, with its own VAT code when one is named."""
        self.vat_rates.add(rate)
        if code:
            self.vat_codes[code] = (rate, str(output_account))

    # -- questions ---------------------------------------------------------------------------

    def account(self, number: int | str | None) -> Record | None:
        return self.shelf("accounts").get(str(number))

    def predefined(self, name: str) -> int:
        """A predefined account's number; a plain number stands for itself."""
        return int(name) if name.isdecimal() else int(self.shelf("predefinedaccounts")[name]["Account"])

    def year_of(self, day: str) -> Record | None:
        """The financial year that holds ``day`` (YYYY-MM-DD)."""
        years = self.shelf("financialyears").values()
        return next((year for year in years if year["FromDate"] <= day <= year["ToDate"]), None)

    def method_on(self, day: str) -> str:
        year = self.year_of(day)
        return str(year["AccountingMethod"]) if year else "ACCRUAL"

    def next_row_id(self) -> int:
        self.row_id += 1
        return self.row_id

    def window(self, client_id: str) -> Window:
        return self.windows.setdefault(client_id, Window())

    def vouchers_of(self, year: int) -> Iterable[Voucher]:
        return (voucher for voucher in self.vouchers.values() if voucher.year == year)


def _single(rows: dict[str, str]) -> dict[str, tuple[str, ...]]:
    return {code: (name,) for code, name in rows.items()}
