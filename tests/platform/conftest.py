from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

import pytest

from kontera.embedded import Embedded


@pytest.fixture
def folder():
    """A data folder with a space in its name, which everybody may pass through."""
    outer = Path(tempfile.mkdtemp(prefix="kontera platform "))
    outer.chmod(0o711)
    yield outer / "data mapp"
    Embedded(outer / "data mapp").remove()
    shutil.rmtree(outer)


@pytest.fixture
def own_folder(tmp_path):
    """A data folder that only its owner reaches, as below a home of mode 700."""
    tmp_path.chmod(0o700)
    yield tmp_path / "data"
    Embedded(tmp_path / "data").remove()
