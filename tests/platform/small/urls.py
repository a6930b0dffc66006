from __future__ import annotations

from django.http import HttpResponse
from django.urls import include, path

from kontera.config import probes


def page(request, key=""):
    return HttpResponse(f"session: {hasattr(request, 'session')}")


def told(request):
    return HttpResponse("".join(name for name in request.META if name.startswith("KONTERA")) or "nothing")


urlpatterns = [
    path("told", told),
    path("health", probes.health),
    path("metrics", probes.metrics),
    path("hooks/<str:key>", page),
    path("account/", include("allauth.urls")),
    path("", page),
]
