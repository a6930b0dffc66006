"""A database URL becomes Django's ``DATABASES`` entry.

No connection pool: web and worker have a fixed number of threads, and a connection
that stays with its thread is already reused. A pool would add a check-out to each
request, and Procrastinate's Django connector refuses one. ``CONN_HEALTH_CHECKS``
asks once per request or job whether the connection still lives, so a restarted
PostgreSQL costs no failed job.
"""

from __future__ import annotations

from typing import Any

from psycopg.conninfo import conninfo_to_dict

#: Seconds after which a thread opens a new connection.
LONGEST_LIFE = 600


def entry(url: str) -> dict[str, Any]:
    """The entry for ``url``; an empty ``url`` gives one that connects nowhere.

    Query parameters such as ``sslmode`` and ``host`` (a socket folder) are kept.
    """
    parts = {name: str(value) for name, value in conninfo_to_dict(url).items() if value is not None}
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": parts.pop("dbname", "kontera"),
        "USER": parts.pop("user", ""),
        "PASSWORD": parts.pop("password", ""),
        "HOST": parts.pop("host", "" if url else "database-url-is-missing.invalid"),
        "PORT": parts.pop("port", ""),
        "CONN_MAX_AGE": LONGEST_LIFE,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": {"application_name": "kontera", "connect_timeout": 10, **parts},
    }
