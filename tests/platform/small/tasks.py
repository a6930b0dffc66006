from __future__ import annotations

import sys

from django.db import connection
from procrastinate.contrib.django import app


@app.task(name="say")
def say(word):
    """Asks the database once, so a stale connection would show, and says the word."""
    with connection.cursor() as cursor:
        cursor.execute("select %s", [word])
        sys.stderr.write(f"said {cursor.fetchone()[0]}\n")


@app.task(name="pass_on")
def pass_on(word):
    """Defers from within a task, as the house does."""
    say.defer(word=word)
