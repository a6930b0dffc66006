"""The tests' own database: migrations run, one server serves all."""

from __future__ import annotations

import pytest
from django.db import connection


@pytest.mark.django_db
def test_the_test_database_lives_on_the_embedded_server(server_url):
    assert str(connection.settings_dict["PORT"]) in server_url
    assert "procrastinate_jobs" in connection.introspection.table_names()
