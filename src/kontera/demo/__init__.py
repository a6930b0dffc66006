"""``make demo``: see ``show``."""

from kontera.demo.show import run

__all__ = ["run"]
