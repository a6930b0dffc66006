"""Reports as providers would write them: a settlement laid out in the columns of a format."""

from __future__ import annotations

import csv
import io
import tomllib
from importlib.resources import files

from kontera.books.money import kronor
from kontera.payouts.forms import known_formats

HEADINGS = {
    one.name.removesuffix(".toml"): tomllib.loads(one.read_text(encoding="utf-8"))
    for one in (files("kontera.payouts") / "formats").iterdir()
}


def write(*reports, decimal=".", delimiter=",", encoding="utf-8"):
    """The file of one provider's payouts, with the first spelling of each column."""
    form = known_formats()[reports[0].provider]
    raw = HEADINGS[form.provider]
    roles = [role for role in raw["columns"] if role != "net"]
    rows = [[raw["columns"][role][0] for role in roles]]
    for report in reports:
        cells = [_line(line, report, form, raw) for line in report.lines]
        if form.group == "transfer":
            cells.append(_transfer(report, raw))
        rows += [[one.get(role, "") for role in roles] for one in cells]
    made = io.StringIO()
    written = csv.writer(made, delimiter=delimiter)
    for cells in rows:
        written.writerow([cell.replace(".", decimal) if _is_amount(cell) else cell for cell in cells])
    return made.getvalue().encode(encoding)


def _is_amount(cell):
    return cell.removeprefix("-").replace(".", "", 1).isdigit() and "." in cell


def _line(line, report, form, raw):
    sign = form.signs.get("fee", 1)
    words = raw.get("types", {})
    is_fee = line.kind == "fee" and "fee" not in form.needs
    return {
        "type": words.get(line.kind, [line.kind])[0],
        "amount": kronor(sign * line.fee_ore if is_fee else line.amount_ore),
        "fee": "" if is_fee else kronor(sign * line.fee_ore),
        "fee_vat": kronor(form.signs.get("fee_vat", 1) * line.fee_vat_ore),
        "order": line.reference,
        "transaction": line.transaction,
        "day": (line.day or report.day).isoformat(),
        "marker": report.marker,
        "payout_day": report.day.isoformat(),
        "currency": report.currency,
    }


def _transfer(report, raw):
    return {
        "type": raw["types"]["transfer"][0],
        "amount": kronor(-report.due_ore),
        "fee": "0.00",
        "transaction": report.marker,
        "day": report.day.isoformat(),
        "currency": report.currency,
    }
