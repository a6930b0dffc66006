from __future__ import annotations

import itertools

import pytest

TENANTS = itertools.count(500001)


@pytest.fixture
def company(transactional_db):
    """A Fortnox company with its permits."""
    from kontera.shops import across  # noqa: PLC0415 - the models come after Django has been set up

    return across.company_for(str(next(TENANTS)))
