"""Payouts: a provider's report is read in, its lines are seen, and a person lets it be booked."""

from __future__ import annotations

from decimal import Decimal
from functools import partial
from typing import TYPE_CHECKING, Any

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone

from kontera.books.money import parse_ore
from kontera.panel import gate
from kontera.panel.screen import show, tell, warn
from kontera.panel.words import reason, spoken
from kontera.payouts.forms import known_formats, read_format
from kontera.payouts.reports import read_report
from kontera.payouts.table import LARGEST
from kontera.problems import Held, Text
from kontera.shops import payouts as kept
from kontera.shops.chores import ask_chore
from kontera.shops.models import Payout
from kontera.shops.paidwith import paid_with

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.core.files.uploadedfile import UploadedFile
    from django.http import HttpRequest

    from kontera.panel.gate import Visit
    from kontera.payouts.reports import Report
    from kontera.shops.models import PayoutLine

State = Payout.State
PAGE = 50
MOST_LINES = 500
MOST_NAMED = 5
"""So many payouts of a file that are handled already are named one by one."""
STATES: dict[str, Text] = {
    State.READ.value: Text("Inläst", "Read in"),
    State.DUE.value: Text("På väg", "On its way"),
    State.SENDING.value: Text("På väg", "On its way"),
    State.HELD.value: Text("Stoppad", "Stopped"),
    State.BOOKED.value: Text("Bokförd", "Booked"),
    State.SKIPPED.value: Text("Redan bokförd", "Already booked"),
}
KINDS: dict[str, Text] = {
    "sale": Text("Köp", "Sale"),
    "refund": Text("Återbetalning", "Refund"),
    "fee": Text("Avgift", "Fee"),
    "other": Text("Övrigt", "Other"),
}
NO_FILE = Text("Välj rapportens fil först.", "Pick the file of the report first.")
TOO_LARGE = Text(
    "Filen är större än 10 MB, och det är ingen rapport. Hämta den som CSV hos betaltjänsten.",
    "The file is larger than 10 MB, which no report is. Fetch it as CSV from the provider.",
)
READ_IN = Text(
    "Utbetalningen är inläst. Inget är bokfört än.", "The payout is read in. Nothing is booked yet."
)
KNOWN = Text("Utbetalningen var redan inläst.", "The payout was read in already.")
SEVERAL = Text(
    "Nya utbetalningar: {new}. Redan inlästa: {known}. Inget är bokfört än.",
    "New payouts: {new}. Read in already: {known}. Nothing is booked yet.",
)
LEFT = Text(
    "Rader i filen som hör till en utbetalning som inte är gjord än: {n}.",
    "Lines of the file that belong to a payout that is not made yet: {n}.",
)
TOO_LATE = Text("Det går inte längre.", "That is no longer possible.")
MOVES: dict[str, tuple[Callable[[Visit, Payout], object], Text]] = {
    "book": (
        lambda visit, row: kept.ask_booking(visit.handle, row),
        Text("Utbetalningen bokförs.", "The payout is being booked."),
    ),
    "skip": (
        lambda visit, row: kept.skip(visit.handle, row),
        Text("Utbetalningen räknas som redan bokförd.", "The payout counts as booked already."),
    ),
    "reopen": (
        lambda visit, row: kept.reopen(visit.handle, row),
        Text("Utbetalningen väntar på dig igen.", "The payout waits for you again."),
    ),
    "another": (
        lambda visit, row: kept.is_another(visit.handle, row),
        Text(
            "Verifikationen är en annan. Nu kan utbetalningen bokföras.",
            "The voucher is another one. Now the payout can be booked.",
        ),
    ),
    "confirm": (
        lambda visit, row: kept.confirm(visit.handle, row),
        Text("Raderna är bekräftade.", "The lines are confirmed."),
    ),
}
"""What a person may say to a payout."""


@gate.shop_page("payouts")
def payouts(request: HttpRequest, visit: Visit) -> HttpResponse:
    rows = kept.payouts_of(visit.handle).defer("file", "preview").order_by("-day", "-id")
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    return show(
        request,
        "panel/payouts.html",
        visit,
        page=page,
        rows=[(row, STATES[row.state], _why(row)) for row in page],
        providers=list(known_formats()),
        live=any(row.state in (State.DUE, State.SENDING) for row in page),
    )


@gate.shop_page("read_payouts")
def read_payouts(request: HttpRequest, visit: Visit) -> HttpResponse:
    """A report is read in. Nothing is booked by it."""
    file = request.FILES.get("report")
    if file is None or (file.size or 0) > LARGEST:
        warn(request, NO_FILE if file is None else TOO_LARGE)
        return redirect("panel:payouts", key=visit.shop.key)
    content, name = file.read(), (file.name or "").replace("\x00", "")
    rows: list[kept.Kept] = []
    try:
        report = _read(request, visit, content, name)
    except Held as held:
        warn(request, _as_text(held))
    else:
        reports, now = report.settlements, timezone.now()
        rows, refused = kept.keep_all(visit.handle, reports, file=content, name=name, now=now)
        _tell_read(request, report, rows)
        for one in refused[:MOST_NAMED]:
            warn(request, _as_text(one))
    if rows:
        ask_chore(visit.handle, kept.CHORE, asked=True)
    if len(rows) == 1:
        return redirect("panel:payout", key=visit.shop.key, number=rows[0].payout.pk)
    return redirect("panel:payouts", key=visit.shop.key)


def _read(request: HttpRequest, visit: Visit, content: bytes, name: str) -> Report:
    own: UploadedFile[Any] | None = request.FILES.get("format")
    form = None
    if own is not None and (own.size or 0) <= LARGEST:
        form = read_format(own.read().decode("utf-8", errors="replace"), own.name or "")
    provider, paid = (
        request.POST.get("provider", "").strip(),
        partial(paid_with, visit.handle, known_formats()),
    )
    return read_report(content, name=name, provider=provider, form=form, paid_with=paid)


def _tell_read(request: HttpRequest, report: Report, rows: list[kept.Kept]) -> None:
    new = sum(row.is_new for row in rows)
    known = len(rows) - new
    if (new, known) == (1, 0):
        tell(request, READ_IN)
    elif (new, known) == (0, 1):
        tell(request, KNOWN)
    elif new or known:
        tell(request, SEVERAL, new=new, known=known)
    if report.left:
        tell(request, LEFT, n=report.left)


def _as_text(held: Held) -> Text:
    """In the reader’s language; its braces, if any, are the file's own and not to be filled in."""
    said = reason(held.code, held.facts).sentence.replace("{", "{{").replace("}", "}}")
    return Text(said, said)


# -- one payout -----------------------------------------------------------------------------------


@gate.shop_page("payout")
def payout(request: HttpRequest, visit: Visit, number: int) -> HttpResponse:
    row = _row(visit, number)
    lines = kept.shown_lines(row)
    waiting = lines.filter(is_confirmed=False).exclude(problem_code="")
    return show(
        request,
        "panel/payout.html",
        visit,
        row=row,
        state=STATES[row.state],
        why=_why(row),
        voucher=_voucher(row),
        lines=[_line(line) for line in lines[:MOST_LINES]],
        waiting=[_line(line) for line in waiting[:MOST_LINES]],
        more=max(0, lines.count() - MOST_LINES),
        open_count=waiting.count(),
        may_change=visit.may_act and row.state in kept.CHANGEABLE,
        maybe=row.problem_code == "payout-maybe-booked",
        live=row.state in (State.DUE, State.SENDING) or (row.state == State.READ and not row.preview),
    )


@gate.shop_page("answer_payout")
def answer_payout(request: HttpRequest, visit: Visit, number: int) -> HttpResponse:
    """Book it, confirm a line or all of them, say what the bank got, or that it is booked already."""
    row = _row(visit, number)
    if "line" in request.POST:
        done, said = _confirm_line(visit, row, request.POST["line"])
    elif "bank" in request.POST:
        done, said = _tell_bank(visit, row, request.POST["bank"])
    else:
        move = MOVES.get(request.POST.get("move", ""))
        done, said = (bool(move[0](visit, row)), move[1]) if move else (False, TOO_LATE)
    if done:
        ask_chore(visit.handle, kept.CHORE, asked=True)
        tell(request, said)
    else:
        warn(request, TOO_LATE if said is not WRONG_AMOUNT else said)
    return redirect("panel:payout", key=visit.shop.key, number=row.pk)


@gate.shop_page("payout_file")
def payout_file(request: HttpRequest, visit: Visit, number: int) -> HttpResponse:  # noqa: ARG001 - every view has it
    """The report as it was read in."""
    row = _row(visit, number)
    response = HttpResponse(kept.file_of(row), content_type="application/octet-stream")
    response["Content-Disposition"] = f'attachment; filename="{row.provider}-{row.pk}.csv"'
    return response


WRONG_AMOUNT = Text(
    "Skriv beloppet i kronor, till exempel 5400,50.", "Write the amount in SEK, such as 5400.50."
)


def _confirm_line(visit: Visit, row: Payout, text: str) -> tuple[bool, Text]:
    places = [int(text[:9])] if text.isascii() and text.isdigit() else []
    return bool(kept.confirm(visit.handle, row, places)), Text(
        "Raden är bekräftad.", "The line is confirmed."
    )


def _tell_bank(visit: Visit, row: Payout, text: str) -> tuple[bool, Text]:
    try:
        ore = parse_ore("".join(text.split()).replace(",", "."))
    except ValueError:
        return False, WRONG_AMOUNT
    if abs(ore) >= 10**15:
        return False, WRONG_AMOUNT
    return kept.tell_bank(visit.handle, row, ore), Text(
        "Bankens belopp är sparat.", "The bank’s amount is kept."
    )


def _row(visit: Visit, number: int) -> Payout:
    row = kept.payout_of(visit.handle, number)
    if row is None:
        raise Http404
    return row


def _why(row: Payout) -> Any:
    return reason(row.problem_code, row.problem_facts) if row.problem_code else None


def _line(line: PayoutLine) -> dict[str, Any]:
    why = reason(line.problem_code, {}) if line.problem_code else None
    return {"line": line, "kind": KINDS.get(line.kind, KINDS["other"]), "why": why, "order": line.order}


def _voucher(row: Payout) -> dict[str, Any] | None:
    told = row.preview.get("voucher")
    if not told:
        return None
    rows = [
        {**one, **{side: _shown(one[side]) for side in ("debit", "credit")}, "why": _why_row(one)}
        for one in told["rows"]
    ]
    sums = {
        side: str(sum((Decimal(one[side]) for one in told["rows"]), Decimal(0)))
        for side in ("debit", "credit")
    }
    return {**told, **sums, "lines": rows}


def _shown(kronor: str) -> str:
    return kronor if Decimal(kronor) else ""


def _why_row(row: dict[str, Any]) -> str:
    told = row.get("why") or {}
    return spoken(Text(told.get("sv", ""), told.get("en", "")))
