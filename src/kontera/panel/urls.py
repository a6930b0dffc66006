"""The panel's addresses. Their names are the rows of ``gate.PERMISSIONS``."""

from __future__ import annotations

from django.urls import path
from django.views.i18n import set_language

from kontera.panel.pages import choices, connect, consent, order, orders, start

app_name = "panel"
urlpatterns = [
    path("", start.start, name="start"),
    path("language/", set_language, name="language"),
    path("fortnox/connect/<slug:key>/", consent.consent, name="consent"),
    path("fortnox/callback/", consent.consent_answer, name="consent_answer"),
    path("<slug:key>/orders/", orders.orders, name="orders"),
    path("<slug:key>/orders/send/", orders.send_waiting, name="send_waiting"),
    path("<slug:key>/orders/<str:number>/", order.order, name="order"),
    path("<slug:key>/orders/<str:number>/send/", order.send, name="send"),
    path("<slug:key>/choices/", choices.choices, name="choices"),
    path("<slug:key>/connect/", connect.connect, name="connect"),
    path("<slug:key>/connect/key/", connect.quickbutik_key, name="quickbutik_key"),
    path("<slug:key>/connect/pause/", connect.pause, name="pause"),
]
