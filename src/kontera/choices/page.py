"""``docs/settings.md``, made from the registry so that it cannot lag behind."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from kontera.choices.registry import GROUPS, REGISTRY

if TYPE_CHECKING:
    from kontera.choices.kinds import Choice


def settings_page() -> str:
    """The page as Markdown, in both languages."""
    parts = ["# Settings\n\nMade by `make docs` from the registry of choices. Each is a field in the panel,"]
    parts.append("a key in a choices file (TOML) and `kontera shop set SHOP name=value`;")
    parts.append("parts of a table are `name.part=value`.\n")
    for group, title in GROUPS.items():
        parts.append(f"\n## {title.sv} · {title.en}\n")
        parts += [_entry(choice) for choice in REGISTRY if choice.group == group]
    return "\n".join(parts)


def _entry(choice: Choice) -> str:
    default = json.dumps(choice.default, ensure_ascii=False)
    options = "".join(f"\n  * `{one.value}`: {one.label.sv} · {one.label.en}" for one in choice.options)
    return (
        f"* **`{choice.name}`** ({choice.kind}, default `{default}`)  \n"
        f"  {choice.label.sv}. {choice.help.sv}  \n  {choice.label.en}. {choice.help.en}{options}"
    )
