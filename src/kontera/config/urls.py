"""Every address, by room."""

from __future__ import annotations

from django.urls import include, path

from kontera.config import probes

urlpatterns = [
    path("health", probes.health, name="health"),
    path("metrics", probes.metrics, name="metrics"),
    path("hooks/", include("kontera.panel.hooks")),
    path("account/", include("allauth.urls")),
    path("", include("kontera.panel.urls")),
]
