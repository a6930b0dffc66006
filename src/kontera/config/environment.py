"""What the surroundings decide: every ``KONTERA_…`` variable, read once and checked.

A wrong or missing variable stops the start with a sentence that names it. No
sentence ever quotes a value, because a value may be a secret put in the wrong
place.
"""

from __future__ import annotations

import difflib
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import TYPE_CHECKING, Literal, NamedTuple

from kontera.config import variables
from kontera.problems import Text

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from kontera.config.variables import Limit, Listen

PREFIX = "KONTERA_"

#: What ``kontera web`` and ``kontera worker`` cannot do without.
SERVING = frozenset(
    {
        "KONTERA_SECRET_KEY",
        "KONTERA_PUBLIC_URL",
        "KONTERA_DATABASE_URL",
        "KONTERA_FORTNOX_CLIENT_ID",
        "KONTERA_FORTNOX_CLIENT_SECRET",
    }
)
#: What ``kontera up`` needs: the same, but it can bring its own database.
UP = SERVING - {"KONTERA_DATABASE_URL"}

TESTING_KEY = "only-for-tests-0123456789-abcdefghijklmnopqrstuvwxyz"


class Fault(NamedTuple):
    """One variable and what is wrong with it, in Swedish and in English."""

    variable: str
    sv: str
    en: str


class ConfigurationError(Exception):
    """The program must not start: ``faults`` names each wrong or missing variable."""

    def __init__(self, faults: Collection[Fault]) -> None:
        self.faults = list(faults)
        super().__init__(self.sentence("en"))

    def sentence(self, language: str) -> str:
        """One line per variable, in ``sv`` or ``en``."""
        return "\n".join(
            f"{fault.variable}: {fault.en if language == 'en' else fault.sv}" for fault in self.faults
        )


@dataclass(frozen=True, slots=True)
class Environment:
    """The surroundings, checked. Fields that hold secrets are left out of ``repr``.

    ``secret_keys``: the first encrypts, all decrypt. ``quickbutik_pace``: seconds
    between two requests to one shop. ``fortnox_limit``: None means no limit.
    ``fortnox_events_url`` and those of the registers: None means off.
    """

    secret_keys: tuple[str, ...] = field(default=(), repr=False)
    public_url: str = "http://localhost:8000"
    data_dir: Path = Path("/var/lib/kontera")
    database_url: str = field(default="", repr=False)
    fortnox_client_id: str = ""
    fortnox_client_secret: str = field(default="", repr=False)
    fortnox_api_url: str = variables.FORTNOX_API_URL
    fortnox_auth_url: str = variables.FORTNOX_AUTH_URL
    fortnox_events_url: str | None = variables.FORTNOX_EVENTS_URL
    fortnox_scopes: tuple[str, ...] = variables.FORTNOX_SCOPES
    quickbutik_api_url: str = variables.QUICKBUTIK_API_URL
    vies_url: str | None = variables.VIES_URL
    riksbank_url: str | None = variables.RIKSBANK_URL
    ecb_url: str | None = variables.ECB_URL
    listen: Listen = variables.LISTEN
    fortnox_limit: Limit | None = variables.FORTNOX_LIMIT
    quickbutik_pace: float = 0.5
    mail_url: str = field(default="", repr=False)
    log: Literal["json", "text"] = "text"
    worker_threads: int = 48
    metrics_token: str = field(default="", repr=False)
    testing: bool = False
    warnings: tuple[Text, ...] = ()

    @property
    def events_url(self) -> str:
        """Where events are listened for, or ``""``: not at the real Fortnox on behalf of a sandbox."""
        is_real = self.fortnox_api_url == variables.FORTNOX_API_URL
        if self.fortnox_events_url == variables.FORTNOX_EVENTS_URL and not is_real:
            return ""
        return self.fortnox_events_url or ""

    def register_url(self, name: Literal["vies_url", "riksbank_url", "ecb_url"]) -> str:
        """Where a public register is asked, or ``""``: not the real one on behalf of a sandbox."""
        url: str | None = getattr(self, name)
        is_sandbox = self.fortnox_api_url != variables.FORTNOX_API_URL
        is_real = url == getattr(variables, name.upper())
        return "" if url is None or (is_sandbox and is_real) else url

    @property
    def secrets(self) -> tuple[str, ...]:
        """Every secret value, for those who must keep them out of what they write."""
        single = (self.fortnox_client_secret, self.metrics_token, self.database_url, self.mail_url)
        parts = (*self.secret_keys, *single)
        return tuple(part for part in parts if part)

    def exported(self) -> dict[str, str]:
        """The variables that make a child process read the same environment."""
        values = {variable: getattr(self, name) for variable, name in NAMES.items()}
        texts = {variable: variables.text(value) for variable, value in values.items()}
        return {variable: text for variable, text in texts.items() if text}


NAMES: Mapping[str, str] = {
    PREFIX + ("SECRET_KEY" if item.name == "secret_keys" else item.name.upper()): item.name
    for item in fields(Environment)
    if item.name != "warnings"
}


def read(environ: Mapping[str, str], *, needs: Collection[str] = ()) -> Environment:
    """The environment in ``environ``; the variables in ``needs`` must be there.

    Raises ConfigurationError with one fault per wrong or missing variable.
    """
    values: dict[str, object] = {"data_dir": variables.default_data_dir(environ)}
    faults = [*_missing(environ, needs)]
    for variable, name in NAMES.items():
        text = environ.get(variable, "").strip()
        if not text:
            continue
        try:
            values[name] = variables.PARSERS[name](text)
        except variables.Unreadable as wrong:
            faults.append(Fault(variable, wrong.sv, wrong.en))
    if values.get("testing"):
        values.setdefault("secret_keys", (TESTING_KEY,))
    if "public_url" in values:
        values.setdefault("listen", variables.listen_for(str(values["public_url"])))
    faults += _combinations(values)
    if faults:
        raise ConfigurationError(faults)
    return Environment(**values, warnings=tuple(_unknown(environ)))  # type: ignore[arg-type]


def _missing(environ: Mapping[str, str], needs: Collection[str]) -> list[Fault]:
    return [
        Fault(variable, f"saknas. Den ska vara {hint.sv}", f"is missing. It should be {hint.en}")
        for variable in sorted(needs)
        if not environ.get(variable, "").strip()
        for hint in [variables.HINTS[NAMES[variable]]]
    ]


def _combinations(values: Mapping[str, object]) -> list[Fault]:
    """Values that are fine alone but not together."""
    real = values.get("fortnox_api_url", variables.FORTNOX_API_URL) == variables.FORTNOX_API_URL
    unlimited = "fortnox_limit" in values and values["fortnox_limit"] is None
    if not (real and unlimited):
        return []
    return [
        Fault(
            "KONTERA_FORTNOX_LIMIT",
            "får bara vara off mot en sandlåda; Fortnox stänger ute den som frågar för ofta.",
            "may only be off against a sandbox; Fortnox shuts out those who ask too often.",
        )
    ]


def _unknown(environ: Mapping[str, str]) -> list[Text]:
    """A sentence per ``KONTERA_…`` variable that nothing reads, most likely misspelt."""
    strangers = sorted(
        name for name in environ if name.startswith(PREFIX) and name not in NAMES and "TEST" not in name
    )
    return [_nearest(name) for name in strangers]


def _nearest(name: str) -> Text:
    near = difflib.get_close_matches(name, NAMES, n=1)
    sv = f" Menades {near[0]}?" if near else ""
    en = f" Was {near[0]} meant?" if near else ""
    return Text(f"{name} är okänd och läses inte.{sv}", f"{name} is unknown and is not read.{en}")
