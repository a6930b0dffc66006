"""What came of the changed books: a line for each module, and every change that no test noticed.

Run by ``make mutants`` behind mutmut, whose files it reads. With ``--changes`` each survivor is shown as
the difference it makes.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections import Counter
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
FOLDER = ROOT / "mutants" / "src" / "kontera" / "books"
KILLED, SURVIVED, TYPED = "killed", "survived", "typed"
OUTCOMES = {1: KILLED, 3: KILLED, 0: SURVIVED, 5: "untested", 33: "untested", 37: TYPED, None: "not tried"}
"""mutmut's exit codes; all others mean that the tests were cut off, because the change made them run on."""
CUT = "cut off"


def outcomes_of(path: Path) -> dict[str, str]:
    """The outcome of every mutant of one module, by name."""
    codes = json.loads(path.read_text(encoding="utf-8"))["exit_code_by_key"]
    return {name: OUTCOMES.get(code, CUT) for name, code in codes.items()}


def score_of(count: Counter[str]) -> str:
    """Of the mutants that ran, the part that was noticed: killed or cut off. Per cent, cut down."""
    noticed = count[KILLED] + count[CUT]
    ran = noticed + count[SURVIVED] + count["untested"]
    return f"{noticed * 1000 // ran / 10} %" if ran else "–"


def row(name: str, count: Counter[str]) -> str:
    numbers = (count[each] for each in (KILLED, CUT, SURVIVED, "untested", TYPED, "not tried"))
    return f"| {name} | " + " | ".join(str(number) for number in numbers) + f" | {score_of(count)} |"


def main() -> None:
    """Print the table, then the survivors."""
    found = {path.name.partition(".")[0]: outcomes_of(path) for path in sorted(FOLDER.glob("*.meta"))}
    total: Counter[str] = Counter()
    sys.stdout.write("| module | killed | cut off | survived | untested | typed | not tried | score |\n")
    sys.stdout.write("|---|---:|---:|---:|---:|---:|---:|---:|\n")
    for name, outcomes in found.items():
        count = Counter(outcomes.values())
        total += count
        if outcomes:
            sys.stdout.write(row(name, count) + "\n")
    sys.stdout.write(row("all", total) + "\n\n")
    for outcomes in found.values():
        for mutant, outcome in outcomes.items():
            if outcome in (SURVIVED, "untested"):
                show(mutant)


def show(mutant: str) -> None:
    if "--changes" not in sys.argv:
        sys.stdout.write(f"{mutant}\n")
        return
    command = [sys.executable, "-m", "mutmut", "show", mutant]
    done = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True)
    sys.stdout.write(f"{done.stdout}\n")


if __name__ == "__main__":
    main()
