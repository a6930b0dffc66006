"""The form of choices, grown out of the registry: one field per entry."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from kontera.choices import GROUPS, REGISTRY, ChoiceError, read_choice
from kontera.panel.words import spoken

if TYPE_CHECKING:
    from collections.abc import Mapping

    from kontera.choices import Choice
    from kontera.problems import Text

TABLES = frozenset({"accounts", "codes", "amounts"})
DECIMAL_COMMA = re.compile(r"(?<=\d),(?=\d)")
FEW = 3
"""So many alternatives are shown side by side; more become a menu."""


@dataclass(frozen=True, slots=True)
class Field:
    """One choice as it is shown: ``text`` is what stands in the field."""

    choice: Choice
    text: str
    error: Text | None = None

    @property
    def control(self) -> str:
        """Which control of the form shows it."""
        kind = self.choice.kind
        if kind == "option":
            return "radios" if len(self.choice.options) <= FEW else "menu"
        if kind in TABLES or kind == "words":
            return "lines"
        return kind

    @property
    def ticked(self) -> list[str]:
        return self.text.split("\n")

    @property
    def is_own(self) -> bool:
        """Whether the shop has chosen something else than the default."""
        text = self.text.strip()
        means_default = not text and self.choice.kind not in ("flag", "ticks")
        return not means_default and text != written(self.choice, self.choice.default).strip()

    @property
    def rows(self) -> int:
        return max(2, self.text.count("\n") + 2)

    @property
    def default(self) -> str:
        """The default, where there is one that can be written in a field and is not there now."""
        text = written(self.choice, self.choice.default)
        shown = self.choice.kind in ("account", "number") or self.choice.kind in TABLES
        return text.replace("\n", ", ") if shown and text != self.text.strip() else ""


@dataclass(frozen=True, slots=True)
class Group:
    """Choices that belong together."""

    name: str
    label: Text
    fields: list[Field]

    @property
    def is_wrong(self) -> bool:
        return any(field.error for field in self.fields)

    @property
    def changed(self) -> int:
        """How many of them are the shop's own."""
        return sum(field.is_own for field in self.fields)


def written(choice: Choice, value: Any) -> str:
    """A stored value as it is typed."""
    if choice.kind == "flag":
        return "on" if value else ""
    if choice.kind in TABLES:
        said = {option.value: spoken(option.label) for option in choice.options}
        return "\n".join(f"{key} = {said.get(part, part)}" for key, part in dict(value).items())
    if choice.kind in ("words", "ticks"):
        return "\n".join(value)
    return str(value)


def typed(choice: Choice, posted: Mapping[str, str]) -> str:
    if choice.kind == "ticks":
        return "\n".join(one.value for one in choice.options if f"{choice.name}.{one.value}" in posted)
    return posted.get(choice.name, "").replace("\x00", "").replace("\r\n", "\n")


def _readable(choice: Choice, text: str) -> str:
    """Amounts may be typed the Swedish way, although a comma also parts the pairs of a table."""
    return DECIMAL_COMMA.sub(".", text) if choice.kind == "amounts" else text


def read(posted: Mapping[str, str]) -> tuple[dict[str, Any], dict[str, Text]]:
    """The values of a posted form that differ from the defaults, and the errors by choice.

    An emptied field means the default.
    """
    values: dict[str, Any] = {}
    errors: dict[str, Text] = {}
    for choice in REGISTRY:
        text = typed(choice, posted)
        if not text.strip() and choice.kind not in ("flag", "ticks"):
            continue
        try:
            value = read_choice(choice.name, _readable(choice, text))
        except ChoiceError as error:
            errors[choice.name] = error.text
            continue
        if value != choice.default:
            values[choice.name] = value
    return values, errors


def groups(texts: Mapping[str, str], errors: Mapping[str, Text]) -> list[Group]:
    """Every group with its fields, holding ``texts`` (by choice)."""
    return [
        Group(
            name,
            label,
            [
                Field(choice, texts.get(choice.name, ""), errors.get(choice.name))
                for choice in REGISTRY
                if choice.group == name
            ],
        )
        for name, label in GROUPS.items()
    ]
