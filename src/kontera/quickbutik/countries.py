"""Country names and codes as shops and customers write them → ISO 3166 codes."""

from __future__ import annotations

from functools import cache

from babel import Locale

_LANGUAGES = ("sv", "en", "nb", "da", "fi", "de")
_ALSO = {"swe": "SE", "nor": "NO", "dnk": "DK", "fin": "FI", "deu": "DE", "uk": "GB", "usa": "US"}


def country_code(written: str) -> str | None:
    """The ISO code of a code or a name in a Nordic language, English or German; None when unknown.

    >>> country_code("Sverige"), country_code("no"), country_code("Narnia")
    ('SE', 'NO', None)
    """
    folded = written.strip().casefold()
    if len(folded) == 2 and folded.upper() in _codes():  # noqa: PLR2004 - alpha-2
        return folded.upper()
    return _ALSO.get(folded) or _names().get(folded)


@cache
def _codes() -> frozenset[str]:
    codes = map(str, Locale("en").territories)
    return frozenset(code for code in codes if len(code) == 2 and code.isalpha())  # noqa: PLR2004


@cache
def _names() -> dict[str, str]:
    known = (item for language in _LANGUAGES for item in Locale(language).territories.items())
    return {str(name).casefold(): str(code) for code, name in known if code in _codes()}
