"""The panel's addresses. Their names are the rows of ``gate.PERMISSIONS``."""

from __future__ import annotations

from django.urls import path
from django.views.i18n import set_language

from kontera.panel.pages import (
    check,
    choices,
    connect,
    consent,
    customers,
    history,
    order,
    orders,
    product,
    products,
    start,
    stock,
    welcome,
)

app_name = "panel"
urlpatterns = [
    path("", start.start, name="start"),
    path("language/", set_language, name="language"),
    path("fortnox/connect/<slug:key>/", consent.consent, name="consent"),
    path("fortnox/callback/", consent.consent_answer, name="consent_answer"),
    path("<slug:key>/orders/", orders.orders, name="orders"),
    path("<slug:key>/orders/send/", orders.send_waiting, name="send_waiting"),
    path("<slug:key>/orders/send-some/", orders.send_orders, name="send_orders"),
    path("<slug:key>/orders/<str:number>/", order.order, name="order"),
    path("<slug:key>/orders/<str:number>/send/", order.send, name="send"),
    path("<slug:key>/orders/<str:number>/answer/", order.answer, name="answer"),
    path("<slug:key>/products/", products.products, name="products"),
    path("<slug:key>/products/send/", products.send_products, name="send_products"),
    path("<slug:key>/products/read/", products.read_products, name="read_products"),
    path("<slug:key>/products/make/", products.make_products, name="make_products"),
    path("<slug:key>/products/<str:number>/", product.product, name="product"),
    path("<slug:key>/products/<str:number>/send/", product.send_product, name="send_product"),
    path("<slug:key>/customers/", customers.customers, name="customers"),
    path("<slug:key>/customers/write/", customers.write_customers, name="write_customers"),
    path("<slug:key>/stock/", stock.stock, name="stock"),
    path("<slug:key>/stock/press/", stock.press_stock, name="press_stock"),
    path("<slug:key>/stock/confirm/", stock.confirm_stock, name="confirm_stock"),
    path("<slug:key>/stock/believe/", stock.believe_stock, name="believe_stock"),
    path("<slug:key>/choices/", choices.choices, name="choices"),
    path("<slug:key>/welcome/", welcome.welcome, name="welcome"),
    path("<slug:key>/check/", check.check, name="check"),
    path("<slug:key>/check/again/", check.check_again, name="check_again"),
    path("<slug:key>/check/create/", check.check_create, name="check_create"),
    path("<slug:key>/history/", history.history, name="history"),
    path("<slug:key>/history/start/", history.history_start, name="history_start"),
    path("<slug:key>/history/move/", history.history_move, name="history_move"),
    path("<slug:key>/history/answer/", history.history_answer, name="history_answer"),
    path("<slug:key>/connect/", connect.connect, name="connect"),
    path("<slug:key>/connect/key/", connect.quickbutik_key, name="quickbutik_key"),
    path("<slug:key>/connect/pause/", connect.pause, name="pause"),
]
