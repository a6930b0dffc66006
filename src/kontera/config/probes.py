"""``/health`` and ``/metrics``: what a load balancer and Prometheus ask."""

from __future__ import annotations

import ipaddress
import secrets
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import DatabaseError, connection
from django.http import HttpResponse, HttpResponseNotFound
from prometheus_client import CONTENT_TYPE_LATEST, REGISTRY, generate_latest
from prometheus_client.core import GaugeMetricFamily

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.http import HttpRequest
    from prometheus_client import Metric

JOBS = "select queue_name, status::text, count(*) from procrastinate_jobs group by 1, 2"
WORKERS = "select count(*) from procrastinate_workers where last_heartbeat > now() - interval '20 seconds'"


def health(_request: HttpRequest) -> HttpResponse:
    """200 while the database answers, else 503."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("select 1")
    except DatabaseError:
        return HttpResponse("database does not answer\n", status=503, content_type="text/plain")
    return HttpResponse("ok\n", content_type="text/plain")


def metrics(request: HttpRequest) -> HttpResponse:
    """Prometheus' text, for this machine or for the bearer of ``KONTERA_METRICS_TOKEN``; else 404."""
    if not (_has_token(request) or _is_near(request)):
        return HttpResponseNotFound()
    lines = generate_latest(REGISTRY) + generate_latest(Queue())
    return HttpResponse(lines, content_type=CONTENT_TYPE_LATEST)


class Queue:
    """The state of the queue, read from the database, so it is the same from every process."""

    def collect(self) -> Iterator[Metric]:
        with connection.cursor() as cursor:
            cursor.execute(JOBS)
            jobs = cursor.fetchall()
            cursor.execute(WORKERS)
            workers = cursor.fetchone()
        family = GaugeMetricFamily("kontera_jobs", "Jobs in the queue.", labels=["queue", "status"])
        for queue, status, count in jobs:
            family.add_metric([queue, status], count)
        yield family
        yield GaugeMetricFamily("kontera_workers", "Workers with a fresh heartbeat.", value=workers[0])


def _has_token(request: HttpRequest) -> bool:
    token: str = settings.ENVIRONMENT.metrics_token
    given = request.headers.get("Authorization", "").removeprefix("Bearer ")
    return bool(token) and secrets.compare_digest(given.encode(), token.encode())


def _is_near(request: HttpRequest) -> bool:
    """Whether it comes from this machine itself, and not from afar through a proxy on it."""
    forwarded = {"X-Forwarded-For", "Forwarded", "X-Real-Ip", "Via"} & set(request.headers)
    try:
        return not forwarded and ipaddress.ip_address(request.META.get("REMOTE_ADDR", "")).is_loopback
    except ValueError:
        return False
