"""One shop's line to Quickbutik. Reads may be repeated; a write that may have arrived only when told so.

The key alone picks the shop; it is user name and password at once. Keys hold
punctuation, so they travel in the header only. A list that matches nothing answers
404 with an error body instead of ``[]`` (seen by client authors in 2021).
"""

from __future__ import annotations

import random
import time
from math import ceil
from typing import TYPE_CHECKING

import httpx2

from kontera.problems import Disconnected, Held, TryLater, UnknownOutcome
from kontera.quickbutik import wire
from kontera.quickbutik.pace import Pace
from kontera.quickbutik.shapes import (
    UNREADABLE,
    Json,
    error_text,
    hidden_status,
    listed_in,
    looks_like_html,
    methods_in,
    read_answer,
)
from kontera.quickbutik.wait import pause_of, retry_after

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

__all__ = ["Client", "Json", "listed_in", "number_of", "product_id_of"]

TIMEOUT = httpx2.Timeout(30, connect=5)
ORDER_PAGE = 200
"""Orders in a page with details; up to 1000 are allowed."""
LEAST_MAXIMUM = 50
"""A shorter page is the last. A longer one may be all that the server gives at a time."""
PRODUCT_PAGE = 500
"""The maximum that client authors quote; it is not certain. A shop may give fewer."""
USUAL_PAGE = 100
"""The default that client authors quote, for a shop that refuses more."""
_TRIES = 5
_LONGEST_SLEEP = 15.0
_REST = 30
"""Seconds before work is done again, unless the shop asks for more."""
_UNREACHABLE = "quickbutik-unreachable"
_IDS_AT_ONCE = 50
"""Products named in one question: the fewest that a list was ever documented to give without a limit."""
_NOTHING, _MISSING, _SERVER_ERROR = 204, 404, 500
_TRANSIENT = frozenset({408, 425, 429})
_NOT_DONE = frozenset({425, 429})
"""Answers that say the request was not even looked at."""
_NEVER_SENT = (httpx2.ConnectError, httpx2.ConnectTimeout, httpx2.PoolTimeout)


class Client:
    """Calls for one shop. ``api_url`` includes the version (``https://api.quickbutik.com/v1``).

    Raises ``TryLater``, ``Disconnected(side="quickbutik")`` or ``Held("quickbutik-refused")``.
    """

    def __init__(
        self,
        api_url: str,
        key: str,
        http: httpx2.Client,
        pace: Callable[[], None] | None = None,
        *,
        sleep: Callable[[float], None] = time.sleep,
        jitter: Callable[[], float] = random.random,
        on_request: Callable[[str, str, int, float], None] | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        if not key.strip():
            raise Disconnected("quickbutik-key-refused", {"quickbutik": ""}, side="quickbutik")
        self._api_url = api_url.rstrip("/")
        self._auth = httpx2.BasicAuth(key.strip(), key.strip())
        self._http = http
        self._pace = pace or Pace()
        self._sleep = sleep
        self._jitter = jitter
        self._on_request = on_request
        self._clock = clock
        self._takes_lists = self._tells_buyers = True

    def orders(
        self,
        *,
        paid_since: int | None = None,
        changed_since: int | None = None,
        status: str = "",
        page_size: int = ORDER_PAGE,
        offset: int = 0,
    ) -> Iterator[list[Json]]:
        """Pages of whole orders, oldest number first, so that new ones do not shift the pages.

        ``paid_since`` and ``changed_since`` (a change of status) are UNIX seconds; ``status`` is
        paid, done or unpaid.
        """
        filters = {"from_date_paid": paid_since, "from_status_date": changed_since, "status": status or None}
        wanted = {name: value for name, value in filters.items() if value is not None}
        ordering = {"order_by": "order_id", "sort_order": "asc", "include_details": "true"}
        before: list[str] = []
        while True:
            params = {**ordering, **wanted, "limit": page_size, "offset": offset}
            page = listed_in(self._get("/orders", params), "order", "orders")
            numbers = [number_of(order) for order in page]
            if not page or numbers == before:
                return
            yield self._whole(page)
            if len(page) < min(page_size, LEAST_MAXIMUM):
                return
            offset, before = offset + len(page), numbers

    def newest(self, limit: int) -> list[Json]:
        """The whole orders with the highest numbers, whatever their dates and statuses are."""
        ordering = {"order_by": "order_id", "sort_order": "desc", "include_details": "true"}
        found = listed_in(self._get("/orders", {**ordering, "limit": limit, "offset": 0}), "order", "orders")
        return self._whole(found)

    def _whole(self, page: list[Json]) -> list[Json]:
        """The orders with lines and buyer; one that a list gave without them is read by itself."""
        return [one if self._is_whole(one) else self._alone(one) for one in page]

    def _is_whole(self, order: Json) -> bool:
        return "products" in order and ("customer" in order or not self._tells_buyers)

    def _alone(self, order: Json) -> Json:
        found = self.order(number_of(order)) or order
        # A shop that never tells the buyer is not asked for each order anew.
        self._tells_buyers = self._tells_buyers and "customer" in found
        return found

    def order(self, number: str) -> Json | None:
        """The one order with exactly this number, or None. The answer is a list even for one."""
        params = {"order_id": number, "include_details": "true"}
        found = listed_in(self._get("/orders", params), "order", "orders")
        return next((order for order in found if number_of(order) == number), None)

    def products(self, *, page_size: int = PRODUCT_PAGE, offset: int = 0) -> Iterator[list[Json]]:
        """Pages of products. The server may give fewer than asked, so an empty page is the end.

        No filter tells what has changed, so this is the only way to find what a webhook did not tell.
        A product deleted meanwhile shifts the pages: one that is not among them may still exist.
        """
        seen: set[str] = set()
        while True:
            answer, page_size = self._product_page(page_size, offset)
            found = listed_in(answer, "product", "products")
            page = [product for product in found if product_id_of(product) not in seen]
            if not page:
                return
            seen.update(product_id_of(product) for product in page)
            yield page
            offset += len(found)

    def _product_page(self, size: int, offset: int) -> tuple[object, int]:
        """The answer and the size it was asked with: smaller when the shop refuses a large one.

        An error inside a 200 is no end of the list: whoever misses products acts on it.
        """
        params: dict[str, str | int] = {"limit": size, "offset": offset, "include_details": "true"}
        try:
            answer = self._get("/products", params)
        except Held:
            if size <= USUAL_PAGE:
                raise
            return self._product_page(USUAL_PAGE, offset)
        if isinstance(answer, dict) and "error" in answer and _text(answer.get("code")) != str(_MISSING):
            raise TryLater("quickbutik-unreadable", {"call": "/products"})
        return answer, size

    def some_products(self, product_ids: Sequence[str]) -> dict[str, Json]:
        """Those of the named products that exist, by id.

        Asked for in one list "1010,12,14", which the oldest documentation names; whatever does not
        come that way is asked for by itself.
        """
        wanted = list(dict.fromkeys(product_ids))
        found: dict[str, Json] = {}
        for start in range(0, len(wanted), _IDS_AT_ONCE):
            found |= self._named(wanted[start : start + _IDS_AT_ONCE])
        for product_id in wanted:
            if product_id not in found and (one := self.product(product_id)):
                found[product_id] = one
        return {product_id: found[product_id] for product_id in wanted if product_id in found}

    def _named(self, part: Sequence[str]) -> dict[str, Json]:
        """Those that the shop gives when asked for all at once; a list it stumbles over is not sent again."""
        if len(part) < 2 or not self._takes_lists:  # noqa: PLR2004 - one is no list
            return {}
        try:
            answer = self._get("/products", {"product_id": ",".join(part), "include_details": "true"})
        except (Held, TryLater) as problem:
            if isinstance(problem, TryLater) and (problem.code == _UNREACHABLE or problem.after > _REST):
                raise
            self._takes_lists = False
            return {}
        return {product_id_of(one): one for one in listed_in(answer, "product", "products")}

    def product(self, product_id: str = "", *, sku: str = "") -> Json | None:
        """One product by id or by SKU, or None; every documented and seen shape of the answer is read."""
        if not product_id and not sku:
            return None
        params = {"product_id": product_id} if product_id else {"sku": sku}
        found = listed_in(
            self._get("/products", {**params, "include_details": "true"}), "product", "products"
        )
        return next((product for product in found if _is_wanted(product, product_id, sku)), None)

    def count(self) -> int:
        """The number of products: the cheapest check of a key."""
        answer = self._get("/products/count", {})
        text = _text(answer.get("count") if isinstance(answer, dict) else answer)
        if not text.isdigit():
            raise TryLater("quickbutik-unreadable", {"call": "/products/count"})
        return int(text)

    def put(self, path: str, body: object, *, repeat: bool) -> object:
        """The decoded answer to a PUT; 404 is ``Held``.

        ``repeat``: what was sent may be sent again, as reads are. Otherwise it is sent once, and when it may
        have arrived although no answer came, that is ``UnknownOutcome``.
        """
        if not repeat:
            return self._written("PUT", path, body)
        return self._repeated(lambda: self._once("PUT", path, {}, body))

    def post(self, path: str, body: object) -> object:
        """The decoded answer to a POST, sent once; ``UnknownOutcome`` as for ``put``."""
        return self._written("POST", path, body)

    def _written(self, method: str, path: str, body: object) -> object:
        try:
            return self._once(method, path, {}, body)
        except TryLater as problem:
            problem.after = max(_REST, problem.after)
            raise

    def payment_methods(self) -> list[Json]:
        """The shop's payment methods as they come; their shape is not documented."""
        return methods_in(self._get("/paymentmethods", {}), "paymentmethods", "payment_methods", "methods")

    def _get(self, path: str, params: Mapping[str, str | int]) -> object:
        """The decoded answer, or None for 404; repeated a few times before it is ``TryLater``."""
        return self._repeated(lambda: self._once("GET", path, params, None))

    def _repeated(self, call: Callable[[], object]) -> object:
        """``call`` again while it is ``TryLater``, a few times."""
        tries = 0
        while True:
            try:
                return call()
            except TryLater as problem:
                tries += 1
                if tries == _TRIES or problem.after > _LONGEST_SLEEP:
                    problem.after = max(_REST, problem.after)
                    raise
                self._sleep(problem.after if problem.after > 0 else pause_of(None, self._jitter()))

    def _once(self, method: str, path: str, params: Mapping[str, str | int], body: object) -> object:
        """One request. ``TryLater.after`` is what Quickbutik asked for, 0 when it did not say."""
        facts = {"call": path}
        unknown = TryLater if method == "GET" else UnknownOutcome
        try:
            response = self._send(method, path, params, body)
        except httpx2.RequestError as error:
            kind = TryLater if isinstance(error, _NEVER_SENT) else unknown
            raise kind(_UNREACHABLE, {**facts, "quickbutik": str(error)}, after=0) from None
        if response.status_code in _TRANSIENT or response.is_server_error:
            kind = TryLater if response.status_code in _NOT_DONE else unknown
            raise kind("quickbutik-busy", facts, after=ceil(retry_after(response.headers) or 0))
        return self._heard(response, path) if method == "GET" else self._done(response, path)

    def _heard(self, response: httpx2.Response, path: str) -> object:
        """What a read was answered; None: there is nothing. An error in a 200 means what it says."""
        answer = read_answer(response.content)
        hidden = hidden_status(answer) if response.is_success else 0
        status = hidden or response.status_code
        if status == _NOTHING or (status == _MISSING and not looks_like_html(response.content)):
            return None
        if status == _MISSING or hidden in _TRANSIENT or hidden >= _SERVER_ERROR:
            raise TryLater("quickbutik-unreadable", {"call": path}, after=0)
        self._refuse(status, response, path)
        if answer is UNREADABLE:
            raise TryLater("quickbutik-unreadable", {"call": path}, after=0)
        return answer

    def _done(self, response: httpx2.Response, path: str) -> object:
        """What a write was answered; None: with nothing, as where no body is documented."""
        self._refuse(response.status_code, response, path)
        answer = read_answer(response.content) if response.content.strip() else None
        if answer is UNREADABLE:
            raise UnknownOutcome("quickbutik-unreadable", {"call": path}, after=0)
        return answer

    def _send(self, method: str, path: str, params: Mapping[str, str | int], body: object) -> httpx2.Response:
        self._pace()
        started, status = self._clock(), 0
        written = {} if body is None else {"Content-Type": "application/json"}
        try:
            response = self._http.request(
                method,
                self._api_url + path,
                params=dict(params),
                content=None if body is None else wire.encode(body).encode(),
                headers={"Accept": "application/json", **written},
                auth=self._auth,
                timeout=TIMEOUT,
            )
            status = response.status_code
        finally:
            if self._on_request is not None:
                self._on_request(method, path, status, self._clock() - started)
        return response

    def _refuse(self, status: int, response: httpx2.Response, path: str) -> None:
        if httpx2.codes.is_success(status):
            return
        facts = {"call": path, "quickbutik": error_text(response.text), "status": str(status)}
        if status in (httpx2.codes.UNAUTHORIZED, httpx2.codes.FORBIDDEN):
            raise Disconnected("quickbutik-key-refused", facts, side="quickbutik")
        raise Held("quickbutik-refused", facts)


def number_of(order: Json) -> str:
    """The order's number, whichever name it goes by."""
    return _text(order.get("order_id", order.get("id")))


def product_id_of(product: Json) -> str:
    """The product's id, whichever name it goes by."""
    return _text(product.get("id") or product.get("product_id"))


def _is_wanted(product: Json, product_id: str, sku: str) -> bool:
    if product_id:
        return product_id_of(product) == product_id
    variants = product.get("variants")
    items = [product, *listed_in(variants)]
    return any(_text(item.get("sku")).casefold() == sku.strip().casefold() for item in items)


def _text(value: object) -> str:
    return "" if value is None else str(value).strip()
