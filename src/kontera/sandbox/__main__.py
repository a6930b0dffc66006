"""``python -m kontera.sandbox``: see ``kontera.sandbox.server``."""

from __future__ import annotations

from kontera.sandbox.server import main

raise SystemExit(main())
