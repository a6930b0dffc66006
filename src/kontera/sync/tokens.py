"""One access token per Fortnox company, shared by all processes through its row.

A token is fetched by client credentials and the company's tenant id, so there is no
refresh token to lose. Whoever finds it stale locks the row, looks again, and only then
asks for a new one; the others wait for that one.
"""

from __future__ import annotations

import threading
from datetime import timedelta
from typing import TYPE_CHECKING, Protocol

from django.db import transaction
from django.utils import timezone

from kontera.shops import across

if TYPE_CHECKING:
    from kontera.fortnox.auth import Token
    from kontera.shops.models import Company

SPARE = timedelta(seconds=90)
"""A token this near its end counts as stale."""


class Fetch(Protocol):
    """Asks Fortnox for a new token of the company with this tenant id."""

    def __call__(self, tenant: str) -> Token: ...


class CompanyTokens:
    """The token source of one company. Safe for threads."""

    def __init__(self, company: Company, fetch: Fetch) -> None:
        self._company_id = company.pk
        self._fetch = fetch
        self._lock = threading.Lock()
        self._token = str(company.token)
        self._good_until = company.token_expires_at - SPARE

    def token(self) -> str:
        if self._token and timezone.now() < self._good_until:
            return self._token
        return self.renew(self._token)

    def renew(self, stale: str) -> str:
        """A token other than ``stale``: the one another process has fetched, or a new one."""
        with self._lock:
            if self._token != stale and timezone.now() < self._good_until:
                return self._token
            with transaction.atomic():
                company = across.locked_company(self._company_id)
                fresh = company.token_expires_at - SPARE > timezone.now()
                if not (company.token and company.token != stale and fresh):
                    token = self._fetch(company.tenant)
                    across.remember_token(company, token.value, token.expires_in)
            self._token, self._good_until = str(company.token), company.token_expires_at - SPARE
            return self._token
