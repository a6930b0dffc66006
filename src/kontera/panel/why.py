"""The reasons kept with a preview or a delivery, made ready to show in the reader's language."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from kontera.panel import words
from kontera.problems import PROBLEMS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from kontera.shops.models import Delivery

VOUCHER_KINDS = {"credit_invoice": "credit"}
PAID_KINDS = ("payment", "refund")


def of_order(stored: Mapping[str, Any]) -> list[str]:
    """What holds for the order as a whole; problems have a place of their own on the page."""
    return [
        one[words.language()]
        for one in stored.get("reasons") or ()
        if one["about"] == "order" and one["code"] not in PROBLEMS
    ]


def of_rows(stored: Mapping[str, Any], about: str) -> dict[int, str]:
    """Row → why it is there; -1 is the document as a whole."""
    mine = [one for one in stored.get("reasons") or () if one["about"] == about]
    return {int(one["row"]): one[words.language()] for one in mine}


def about_voucher(voucher: Mapping[str, Any]) -> str:
    """How the reasons name a voucher of a preview."""
    kind = str(voucher.get("kind", ""))
    about = f"{voucher.get('document', 'inv')}:{VOUCHER_KINDS.get(kind, kind)}"
    if kind in PAID_KINDS:
        about += ":gift_card" if str(voucher.get("id", "")).endswith("_gift") else ":rest"
    return about


def account_name(stored: Mapping[str, Any], account: object) -> str:
    named = (stored.get("accounts") or {}).get(str(account)) or {}
    return str(named.get(words.language(), ""))


def box_of(stored: Mapping[str, Any], account: object) -> str:
    """The box of the VAT return the account counts in; empty for none."""
    named = (stored.get("accounts") or {}).get(str(account)) or {}
    return str(named.get("box", ""))


def with_reasons(stored: Mapping[str, Any], document: Mapping[str, Any]) -> dict[str, Any]:
    """A document of a preview, its rows with their reasons and the names of their accounts."""
    rows = of_rows(stored, str(document.get("id", "inv")))
    shown = [
        {**row, "why": rows.get(place, ""), "name": account_name(stored, row.get("account"))}
        for place, row in enumerate(document.get("rows") or ())
    ]
    return {**document, "rows": shown, "why": rows.get(-1, "")}


def of_delivery(delivery: Delivery) -> list[str]:
    """Why the delivery was as it was when it was sent."""
    reasons = [one[words.language()] for one in delivery.told.get("reasons") or ()]
    return list(dict.fromkeys(reasons))


def declared(stored: Mapping[str, Any]) -> list[dict[str, Any]]:
    """What the order adds to the One Stop Shop return."""
    return list(stored.get("oss_return") or ())
