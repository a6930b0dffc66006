"""Values of choices, from a form, a file or a terminal, checked by the kind of the choice.

A value is stored as plain JSON.
"""

from __future__ import annotations

import json
import re
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from kontera.books.money import kronor, parse_ore
from kontera.choices.registry import BY_NAME
from kontera.problems import Text

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from kontera.choices.kinds import Choice, Kind

LOWEST_ACCOUNT, HIGHEST_ACCOUNT = 1000, 9999
TEMPLATE_WORDS = frozenset({"order", "buyer", "method", "transaction", "shop"})
LONGEST_TEMPLATE = 200
_BETWEEN_PAIRS = re.compile(r"[\n;]+|,(?=[^,=]*=)")
_COMMA_IN_KEY = re.compile(r"((?:^|[,\n])[^=,\n]*\d),(?=\d+\s*%?\s*=)")
"""A decimal comma before the sign: ``fi 25,5 = 3112``."""
"""A comma parts two pairs only when a name follows: ``svea = 29,50, qliro = 19``."""


class ChoiceError(ValueError):
    """A value that a choice cannot take; says which choice and what it takes."""

    def __init__(self, name: str, text: Text) -> None:
        self.name = name
        self.text = text
        super().__init__(f"{name}: {text.en}")


def _flag(choice: Choice, raw: object) -> bool:
    if isinstance(raw, bool):
        return raw
    words = {"true": True, "1": True, "yes": True, "ja": True, "on": True, "på": True}
    words |= {"false": False, "0": False, "no": False, "nej": False, "off": False, "av": False, "": False}
    try:
        return words[str(raw).strip().lower()]
    except KeyError:
        raise ChoiceError(choice.name, Text("Svara ja eller nej.", "Answer yes or no.")) from None


def _option(choice: Choice, raw: object) -> str:
    value = str(raw).strip()
    allowed = [option.value for option in choice.options]
    if value not in allowed:
        listed = ", ".join(allowed)
        raise ChoiceError(choice.name, Text(f"Välj ett av: {listed}.", f"Choose one of: {listed}."))
    return value


def _account(choice: Choice, raw: object) -> int:
    text = str(raw).strip()
    if not re.fullmatch(r"\d{4}", text) or not LOWEST_ACCOUNT <= int(text) <= HIGHEST_ACCOUNT:
        raise ChoiceError(
            choice.name,
            Text(
                f"”{text}” är inget konto; ett konto har fyra siffror.",
                f"“{text}” is no account; accounts have four digits.",
            ),
        )
    return int(text)


def _pairs(choice: Choice, raw: object) -> dict[str, object]:
    """A mapping from a table, a JSON text, or lines and commas of ``key = value``."""
    if isinstance(raw, dict):
        return {str(key).strip(): value for key, value in raw.items() if str(key).strip()}
    text = str(raw).strip()
    if text.startswith("{"):
        try:
            return _pairs(choice, json.loads(text))
        except ValueError:
            raise ChoiceError(
                choice.name, Text("Det är inte giltig JSON.", "That is not valid JSON.")
            ) from None
    pairs: dict[str, object] = {}
    for part in _BETWEEN_PAIRS.split(_COMMA_IN_KEY.sub(r"\1.", text)):
        if not part.strip():
            continue
        key, sign, value = part.partition("=")
        if not sign or not key.strip() or not value.strip():
            raise ChoiceError(
                choice.name,
                Text(
                    f"”{part.strip()}” ska skrivas namn = värde.",
                    f"“{part.strip()}” must be written name = value.",
                ),
            )
        pairs[key.strip()] = value.strip()
    return pairs


def _accounts(choice: Choice, raw: object) -> dict[str, int]:
    return {_key(choice, key): _account(choice, value) for key, value in _pairs(choice, raw).items()}


def _country_and_rate(choice: Choice, key: str) -> str:
    """``DE 19 %`` → ``de 19``."""
    country, _, rate = key.strip().lower().partition(" ")
    try:
        number = Decimal(rate.replace(",", ".").rstrip("% "))
    except ArithmeticError:
        number = None
    if number is None or not re.fullmatch("[a-z]{2}", country):
        raise ChoiceError(
            choice.name,
            Text(
                f"”{key}”: skriv landets två bokstäver och satsen, till exempel de 19 = 3110.",
                f"“{key}”: write the country's two letters and the rate, such as de 19 = 3110.",
            ),
        )
    return f"{country} {number.normalize():f}"


def _key(choice: Choice, key: str) -> str:
    """Keys of rates are numbers; keys of methods are compared without regard to case."""
    if choice.name == "oss_accounts":
        return _country_and_rate(choice, key)
    if not isinstance(choice.default, dict) or not choice.default:
        return key.lower()
    try:
        return format(Decimal(key.replace(",", ".").rstrip("% ")).normalize(), "f")
    except ArithmeticError:
        raise ChoiceError(
            choice.name, Text(f"”{key}” är ingen momssats.", f"“{key}” is no VAT rate.")
        ) from None


def _codes(choice: Choice, raw: object) -> dict[str, str]:
    return {key.lower(): _code(choice, str(value).strip()) for key, value in _pairs(choice, raw).items()}


def _code(choice: Choice, value: str) -> str:
    """A value as it is, or where there are alternatives one of them, by its code or its words."""
    for option in choice.options:
        if value.lower() in (option.value, option.label.sv.lower(), option.label.en.lower()):
            return option.value
    if not choice.options:
        return value
    swedish = ", ".join(option.label.sv for option in choice.options)
    english = ", ".join(option.label.en for option in choice.options)
    raise ChoiceError(
        choice.name,
        Text(f"”{value}” finns inte. Skriv ett av: {swedish}.", f"“{value}” is none of: {english}."),
    )


def _amounts(choice: Choice, raw: object) -> dict[str, str]:
    pairs = _pairs(choice, raw)
    try:
        return {key.lower(): kronor(parse_ore(str(value).replace(",", "."))) for key, value in pairs.items()}
    except ValueError:
        raise ChoiceError(
            choice.name,
            Text(
                "Beloppen ska vara kronor med högst två decimaler.",
                "Amounts are kronor with two decimals at most.",
            ),
        ) from None


def _words(_choice: Choice, raw: object) -> list[str]:
    parts: Iterable[object] = raw if isinstance(raw, list | tuple) else re.split(r"[\n,;]+", str(raw))
    return [str(part).strip() for part in parts if str(part).strip()]


def _text(choice: Choice, raw: object) -> str:
    value = str(raw).strip()
    longest = 50
    if len(value) > longest:
        raise ChoiceError(choice.name, Text("Högst 50 tecken.", "50 characters at most."))
    return value


def _day(choice: Choice, raw: object) -> str:
    value = str(raw).strip()
    if not value:
        return ""
    try:
        return date.fromisoformat(value).isoformat()
    except ValueError:
        raise ChoiceError(
            choice.name, Text("Skriv dagen som åååå-mm-dd.", "Write the day as yyyy-mm-dd.")
        ) from None


def _ticks(choice: Choice, raw: object) -> list[str]:
    """Some of the options, in the registry's order; ``-`` means none."""
    wanted = set(_words(choice, raw)) - {"-"}
    allowed = [option.value for option in choice.options]
    if strange := wanted - set(allowed):
        word, listed = min(strange), ", ".join(allowed)
        raise ChoiceError(
            choice.name,
            Text(f"”{word}” går inte att välja; välj bland: {listed}.", f"“{word}” is none of: {listed}."),
        )
    return [value for value in allowed if value in wanted]


def _number(choice: Choice, raw: object) -> int:
    text = str(raw).strip()
    if not re.fullmatch(r"\d{1,6}", text) or not choice.lowest <= int(text) <= choice.highest:
        span = f"{choice.lowest}–{choice.highest}"
        raise ChoiceError(choice.name, Text(f"Skriv ett heltal, {span}.", f"Write a whole number, {span}."))
    return int(text)


def _template(choice: Choice, raw: object) -> str:
    """A text with words in braces that are filled in for each order."""
    value = str(raw).strip()
    strange = set(re.findall(r"\{([^{}]*)\}", value)) - TEMPLATE_WORDS
    if strange or len(value) > LONGEST_TEMPLATE or re.search(r"[{}]", re.sub(r"\{\w+\}", "", value)):
        listed = ", ".join(f"{{{word}}}" for word in sorted(TEMPLATE_WORDS))
        raise ChoiceError(
            choice.name,
            Text(
                f"Högst {LONGEST_TEMPLATE} tecken, och inom klamrar bara {listed}.",
                f"{LONGEST_TEMPLATE} characters at most, and in braces only {listed}.",
            ),
        )
    return value


READERS: dict[Kind, Callable[[Choice, object], Any]] = {
    "flag": _flag,
    "option": _option,
    "account": _account,
    "accounts": _accounts,
    "codes": _codes,
    "amounts": _amounts,
    "words": _words,
    "text": _text,
    "day": _day,
    "ticks": _ticks,
    "number": _number,
    "template": _template,
}


def read_choice(name: str, raw: object) -> Any:
    """``raw`` (from a form, a file or a terminal) as the stored value, or ``ChoiceError``."""
    choice = BY_NAME.get(name)
    if choice is None:
        raise ChoiceError(name, Text(f"Inställningen ”{name}” finns inte.", f"There is no choice “{name}”."))
    return READERS[choice.kind](choice, raw)


def read_choices(raw: Mapping[str, object]) -> dict[str, Any]:
    """A whole table of choices, checked; names that do not exist are refused."""
    return {name: read_choice(name, value) for name, value in raw.items()}


def merge_assignment(values: Mapping[str, Any], assignment: str) -> dict[str, Any]:
    """``key=value`` or ``key.part=value`` laid over ``values`` (as ``kontera shop set`` takes it).

    An empty value of a part removes it: ``payment_accounts.klarna=``.
    """
    key, sign, raw = assignment.partition("=")
    if not sign:
        raise ChoiceError(key, Text("Skriv namn=värde.", "Write name=value."))
    name, _, part = key.strip().partition(".")
    if not part:
        return {**values, name: read_choice(name, raw)}
    choice = BY_NAME.get(name)
    if choice is None or choice.kind not in ("accounts", "codes", "amounts"):
        raise ChoiceError(name, Text("Den inställningen har inga delar.", "That choice has no parts."))
    table = dict(values.get(name, choice.default))
    if raw.strip():
        table.update(read_choice(name, {part: raw}))
    else:
        table.pop(part.lower(), None)
    return {**values, name: table}
