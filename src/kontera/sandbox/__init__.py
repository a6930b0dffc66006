"""Fortnox and Quickbutik, pretended: strict, stateful, and written from public documentation only.

``python -m kontera.sandbox --port 8900 --seed demo`` serves both on one port; the first line on
stdout is JSON with the three addresses for the environment. In a test::

    with World(Clock(moment, running=False)) as world, serve_thread(world) as places:
        company = world.add_company(100001, round_off=True)
        shop = world.add_shop("key")
        shop.add_product("A1", "Kruka", "125.00", 25)
        shop.place({"lines": [{"sku": "A1", "qty": 2}], "method": "klarna"})
        world.faults.add("lost", service="fortnox", method="POST", path="/3/invoices$")

Nothing of the rest of the program is imported here: if the sandbox shared the program's
understanding, it would share its mistakes.

Quirks of Fortnox that are in
    errors: lower-case keys on 400, capital keys on 404, 401 without ErrorInformation, 2000588 as text ·
    a missing referenced record is 400, a missing addressed one 404 · unknown field, path, filter,
    parameter, wrong type, forbidden characters refused with their codes · YourReference over 50 and
    Comments over 1024 refuse the document; YourOrderNumber (orders, 30) and DeliveryAddress1 (60) are
    cut silently · empty references are "0", Credit and quantities are texts, lists and single answers
    differ · text filters "contain", external references match by prefix · ``""`` does not clear a value,
    ``null`` and API_BLANK do, ``null`` on Unit is refused · rows are updated by position or RowId, RowIds
    are new every time · a row without DeliveredQuantity is worth 0 · price and quantity rounded to two
    decimals · default freight and fee unless 0 is sent · createinvoice answers an Order envelope and
    dates the invoice today · öresutjämning, cash method, locked period, missing year, inactive accounts,
    förenklad momshantering, Lager (quantity 0 at balance 0, klarmarkera) by switches · one credit per
    invoice · stock: orders reserve, invoices take out, credits bring back; with Lager only ready documents
    and custom documents (``/api/warehouse``) move it ·
    25 requests in any 5 seconds · codes live 10 minutes, access tokens an hour, refresh
    tokens one use.

Quirks of Quickbutik that are in
    numbers as texts · bare arrays · 404 when nothing matches · short form without include_details ·
    four shapes of product answers · no VAT on the line, one ``tax_amount`` · PUT answers 200 with
    failures inside · done captures the payment · webhooks as GET with nothing but an id, repeated ·
    stock is ``qty`` when read and ``stock`` when written, and lives on the variants · a SKU names a
    product only where it is unique · pictures as an object keyed "1", "2" · bundles with their parts.

Guesses are marked ``Guess:`` where they are made. The ones that matter most: read-only fields are
refused (2000321); 429 has no Retry-After and refused requests do not count; a refusal without a public
code carries 2000000; a second bookkeep is refused; more than the balance cannot be paid; a payment
needs a mode
or an account; numbers must be JSON numbers (quantities may be texts); the customer's sales account
comes before the article's; whole-krona rounding only in SEK; VAT is taken per document and rate;
unknown query parameters are refused; Quickbutik's status 0 is cancelled, its time is Stockholm's,
and everything about how a shop adds up. Of stock: an invoice takes its goods when saved, a mere stock
change leaves ``lastmodified`` alone, Lager ignores a balance sent to an article (three switches), a
second release is refused, and a changed price does not touch its article's ``lastmodified``.
Of a shop's shelves: a sale moves stock when the order is placed and a cancelled order gives it back,
``sync`` of variants takes none away, and a write through the API calls ``product.update``, a sale does
not (``quickbutik.shop.Settings`` turns each).
"""
