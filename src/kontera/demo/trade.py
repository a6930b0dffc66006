"""The last acts: a sale to Berlin, one to a company there, a scarf sent back, and Klarna's payout.

Amounts are asked of the sandbox's own books.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from kontera.demo.acts import SWEDEN, Act, Desk, choose, shown, until
from kontera.problems.texts import swedish

if TYPE_CHECKING:
    from kontera.shops.handle import Handle
    from kontera.shops.models import Payout

GOODS = "SCARF-1"
BERLIN = {
    "email": "greta.schmidt@example.de",
    "full_name": "Greta Schmidt",
    "address": "Hauptstraße 5",
    "zipcode": "10115",
    "city": "Berlin",
    "country": "DE",
}
VAT_NUMBER, FIRM = "DE136695976", "Möbel Müller GmbH"
COMPANY = {**BERLIN, "email": "einkauf@example.de", "company_name": FIRM, "vat_number": VAT_NUMBER}
FREE = {"id": "3", "name": "Fri frakt", "price": "0.00"}
OSS_ACCOUNT, OSS_VAT, EU_SALES, KLARNA = 3110, 2670, 3108, 1581
HEADINGS = "type,amount,fee,tax,merchant_reference1,sale_date,payment_reference,payout_date,currency_code"


@dataclass
class Stall:
    """The shop where it happens, from both sides."""

    desk: Desk
    handle: Handle

    def balance(self, account: int) -> Decimal:
        balances = self.desk.look("ledger", tenant=self.desk.tenant)["balances"]
        return Decimal(str(balances.get(str(account), 0)))

    def sell(self, *, price: str, qty: int, rate: str, customer: dict[str, str], **more: Any) -> str:
        line = {"sku": GOODS, "qty": qty, "price": price, "tax_rate": rate}
        order = {"lines": [line], "customer": customer, "method": "klarna", "shipping": FREE, **more}
        return str(self.desk.do("order", key=self.desk.key, order=order)["order_id"])

    def act(self, what: str, account: int, before: Decimal, wanted: str) -> Act:
        """Wait until the account has moved by ``wanted``."""
        done, seconds = until(lambda: self.balance(account) - before == Decimal(wanted))
        return Act(f"{what}, {account}", _kronor(before), _kronor(self.balance(account)), seconds, done)


def _kronor(amount: Decimal) -> str:
    return f"{swedish(f'{amount:.2f}')} kr"


def play(root: str, handle: Handle, seed: dict[str, Any]) -> bool:
    """The acts one after another; true when each came out right."""
    stall = Stall(Desk(root, seed), handle)
    _set_up(stall)
    before = stall.balance(OSS_VAT)
    order = stall.sell(price="299.90", qty=2, rate="19", customer=BERLIN)
    acts = [
        shown(stall.act("Två halsdukar till Berlin, OSS · two scarves to Berlin", OSS_VAT, before, "-95.77"))
    ]
    before = stall.balance(EU_SALES)
    stall.sell(price="239.92", qty=10, rate="0", customer=COMPANY, tax_free=True)
    acts.append(
        shown(stall.act(f"Tio till {FIRM}, {VAT_NUMBER} · ten to a company", EU_SALES, before, "-2399.20"))
    )
    acts.append(shown(_sent_back(stall, order)))
    acts.append(shown(_paid_out(stall, order)))
    return all(act.is_right for act in acts)


def _set_up(stall: Stall) -> None:
    """What a shop in the One Stop Shop has: an account for the country, and the answer to the question."""
    account = {"Description": "Försäljning OSS Tyskland 19 %"}
    tenant = stall.desk.tenant
    stall.desk.do("company/switch", tenant=tenant, accounts={str(OSS_ACCOUNT): account}, vat_rates=[19])
    stall.desk.do("registers", numbers={VAT_NUMBER: FIRM})
    choose(stall.handle, eu_consumers="oss", oss_accounts={"de 19": OSS_ACCOUNT})


def _sent_back(stall: Stall, order: str) -> Act:
    """One of the two is refunded in the shop: it is credited at the rate and on the accounts of the sale."""
    before = stall.balance(OSS_VAT)
    refund = {"products": [{"sku": GOODS, "qty": 1}]}
    stall.desk.do("order/refund", key=stall.desk.key, order_id=order, refund=refund)
    stall.desk.do("webhook", key=stall.desk.key, order_id=order, event="order.done")
    return stall.act(f"En av dem åter, order {order} · one sent back", OSS_VAT, before, "47.88")


def _paid_out(stall: Stall, order: str) -> Act:
    """Klarna's report of both is read in, and booked when a person says so."""
    from kontera.shops.chores import ask_chore  # noqa: PLC0415 - Django is set up by now
    from kontera.shops.payouts import CHORE, ask_booking  # noqa: PLC0415

    until(lambda: _is_settled(stall.handle, order))
    before, row = stall.balance(KLARNA), _read_in(stall.handle, _report(order))

    def stands(*states: str) -> bool:
        row.refresh_from_db()
        return row.state in states

    ask_chore(stall.handle, CHORE, asked=True)
    until(lambda: bool(stands("held") or row.preview))
    ask_booking(stall.handle, row)
    ask_chore(stall.handle, CHORE, asked=True)
    until(lambda: stands("booked", "held"))
    return stall.act("Klarnas utbetalning, 284,90 kr · Klarna’s payout", KLARNA, before, "-299.90")


def _is_settled(handle: Handle, order: str) -> bool:
    row = handle.order(order)
    return row is not None and row.state == "done"


def _report(order: str) -> bytes:
    """A settlement report as Klarna might write it."""
    day = datetime.now(UTC).astimezone(SWEDEN).date().isoformat()
    lines = [f"SALE,599.80,-12.00,-3.00,{order}", f"RETURN,-299.90,0.00,0.00,{order}"]
    return "\n".join([HEADINGS, *(f"{line},{day},KL-2026-1,{day},SEK" for line in lines)]).encode()


def _read_in(handle: Handle, content: bytes) -> Payout:
    from kontera.payouts.reports import read_report  # noqa: PLC0415 - Django is set up by now
    from kontera.shops import payouts as kept  # noqa: PLC0415

    (settlement,) = read_report(content, name="klarna.csv").settlements
    now = datetime.now(UTC)
    return kept.keep(handle, settlement, file=content, name="klarna.csv", now=now).payout
