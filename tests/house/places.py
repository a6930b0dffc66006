"""Where the house stands, and which of its files are ours."""

from __future__ import annotations

from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SOURCE = ROOT / "src" / "kontera"
DOCS = ROOT / "docs"
WRITTEN = {".py", ".md", ".html", ".css", ".js", ".txt", ".toml", ".yaml", ".yml", ".lock", ""}
LEFT_OUT = {"__pycache__", "build", "dist", "mutants", "var", "node_modules"}


def python_files(folder=SOURCE):
    return sorted(path for path in folder.rglob("*.py") if "__pycache__" not in path.parts)


def own_files():
    """Every text file that somebody here has written, lock files included."""
    tops = [path for path in ROOT.iterdir() if not path.name.startswith(".") or path.name == ".ci"]
    files = [path for top in tops for path in ([top] if top.is_file() else top.rglob("*")) if path.is_file()]
    inside = [path for path in files if not LEFT_OUT & set(path.relative_to(ROOT).parts)]
    return sorted(path for path in inside if path.suffix in WRITTEN)


def shown(path):
    return str(path.relative_to(ROOT))
