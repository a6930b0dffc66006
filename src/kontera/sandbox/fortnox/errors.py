"""The refusals: code, Swedish message and the two spellings of the envelope.

Fortnox developer docs, errors: a missing *referenced* record is 400, a missing *addressed* record
404. Recorded answers: lower-case keys on 400, capital keys on 404, and code 2000588 as a string.
"""

from __future__ import annotations

from http import HTTPStatus

from kontera.sandbox.answers import Answer, json_answer

NO_KNOWN_CODE = 2000000
"""Guess: some refusals are known by their text alone. This stands where their real code would,
so that a client has to read the message."""

MESSAGES: dict[int, str] = {
    1000003: "Ett systemfel har inträffat",
    1000030: "Ogiltigt Accept-huvud",
    1000031: "Ogiltigt Content-Type-huvud",
    2000013: "Artikelnummer används redan",
    2000106: "Värdet måste vara alfanumeriskt",
    2000107: "Värdet är för långt",
    2000108: "Värdet måste vara numeriskt",
    2000134: "Värdet måste vara av typen boolean",
    2000166: "Ogiltigt artikelnummer",
    2000204: "Kunden hittades inte",
    2000321: "Fältet är skrivskyddat",
    2000359: "Värdet innehåller ogiltiga tecken",
    2000401: "Administratören har låst perioden t.o.m.",
    2000423: "Kan inte hitta kontot",
    2000427: "Kan inte hitta valutan",
    2000428: "Kan inte hitta artikeln",
    2000429: "Kan inte hitta betalningsvillkoret",
    2000430: "Kan inte hitta priset",
    2000431: "Kan inte hitta prislistan",
    2000432: "Kan inte hitta enheten",
    2000433: "Kan inte hitta kunden",
    2000434: "Kan inte hitta fakturan",
    2000435: "Kan inte hitta leveransvillkoret",
    2000439: "Kan inte hitta ordern",
    2000496: "Ordern är redan fakturerad",
    2000550: "Kontot är inte aktivt",
    2000587: "Ogiltigt filter",
    2000588: "Ogiltig parameter i anropet",
    2000637: "Kundnumret är redan använt",
    2000663: "Saknar behörighet för scope",
    2000699: "Värdet kan inte vara null",
    2000729: "Giltig identifierare saknas",
    2000764: "Ogiltig sökväg",
    2000861: "Ordernumret finns redan",
    2001101: "Aktiv licens saknas för begärt scope",
    2001103: "Api-licens saknas",
    2001302: "Kunde inte hitta artikel",
    2001304: "Kunde inte hitta konto",
    2001392: "Felaktig eller tom begäran",
    2001399: "Ogiltigt fältnamn",
    2001403: "Förvalt konto hittades inte",
    2001411: "Kunde inte hitta leveransvillkor",
    2001412: "Kunde inte hitta leveranssätt",
    2001600: "Er referens får vara högst 50 tecken",
    2001700: "Kunde inte hitta betalningsvillkor",
    2001896: "Kommentar får vara högst 1024 tecken",
    2002115: "Felaktig JSON",
    2003007: "Fakturan kan inte bokföras",
    2003055: "Fakturan är redan slutbetald",
    2003124: "Endast ordrar med leveransstatus leverans kan klarmarkeras",
    2003125: "Dokumentet är klarmarkerat och kan inte ändras",
    2003277: "Lagermodulen är inte aktiv",
    2004167: "En egen momssats kräver att raden har ett konto",
    2004194: "Ogiltigt VAT-nummer",
}


class Refusal(Exception):
    """Fortnox says no: ``code`` (see ``MESSAGES``), Swedish ``message``, HTTP ``status``."""

    def __init__(self, code: int, detail: str = "", *, status: int = 400, message: str = "") -> None:
        self.code = code
        self.status = status
        text = message or MESSAGES.get(code, "Okänt fel")
        self.message = f"{text} ({detail})." if detail else f"{text}."
        super().__init__(f"{code} {self.message}")


def missing(code: int) -> Refusal:
    """The addressed record does not exist: 404."""
    return Refusal(code, status=HTTPStatus.NOT_FOUND)


def without_code(message: str) -> Refusal:
    """A refusal whose code no public source names."""
    return Refusal(NO_KNOWN_CODE, message=message.rstrip("."))


class Denied(Refusal):
    """The Lager module says no: it has words (``id``) where the rest of Fortnox has codes."""

    def __init__(self, word: str, message: str, *, status: int = 400) -> None:
        super().__init__(NO_KNOWN_CODE, status=status, message=message.rstrip("."))
        self.word = word


def envelope(refusal: Refusal) -> Answer:
    if isinstance(refusal, Denied):
        inner: dict[str, object] = {
            "error": HTTPStatus(refusal.status).phrase,
            "id": refusal.word,
            "message": refusal.message,
        }
        return json_answer(refusal.status, inner)
    code: int | str = str(refusal.code) if refusal.code == 2000588 else refusal.code  # noqa: PLR2004
    if refusal.status == HTTPStatus.NOT_FOUND:
        inner = {"Error": 1, "Message": refusal.message, "Code": code}
    else:
        inner = {"error": 1, "message": refusal.message, "code": code}
    return json_answer(refusal.status, {"ErrorInformation": inner})
