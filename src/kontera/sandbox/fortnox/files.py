"""Files: the inbox, and which of them are attached to a voucher.

Guess: the parameters ``path`` and ``folderId``, the fields of the answer, and that a connection names the
file's id in the inbox (the published description gives a multipart body and the fields of a connection).
"""

from __future__ import annotations

import uuid
from io import BytesIO
from typing import TYPE_CHECKING

from werkzeug.formparser import FormDataParser
from werkzeug.http import parse_options_header

from kontera.sandbox.answers import Answer, Record, created, ok
from kontera.sandbox.fortnox import tables
from kontera.sandbox.fortnox.errors import Refusal, missing, without_code
from kontera.sandbox.fortnox.fields import check
from kontera.sandbox.fortnox.vouchers import YEAR_PARAMS, chosen_year

if TYPE_CHECKING:
    from kontera.sandbox.fortnox.call import Call

FOLDERS = ("inbox_v", "Verifikationer", "root")
"""Guess: the inbox's folder for vouchers, by id or by name."""


def upload(call: Call) -> Answer:
    call.no_params("path", "folderId", "folderid")
    folder = call.params.get("path") or call.params.get("folderId") or "root"
    if folder not in FOLDERS:
        raise without_code(f"Kan inte hitta mappen {folder}")
    kind, options = parse_options_header(call.content_type)
    if kind != "multipart/form-data":
        raise Refusal(1000031)
    _, _, files = FormDataParser().parse(BytesIO(call.raw), kind, len(call.raw), options)
    given = files.get("file")
    if given is None or not given.filename:
        raise without_code("Ingen fil bifogad")
    content = given.stream.read()
    key = str(uuid.uuid4())
    record: Record = {"@url": call.url(f"inbox/{key}"), "Id": key, "Name": given.filename, "Path": folder}
    record.update(Size=len(content), Comments="", ArchiveFileId=str(uuid.uuid4()))
    call.company.keep("files", key, {**record, "content": content})
    return created({"File": record})


def read(call: Call, key: str) -> Answer:
    call.no_params()
    found = call.company.shelf("files").get(key)
    if found is None:
        raise missing(2000729)
    return Answer(200, found["content"], "text/plain; charset=utf-8")


def connect(call: Call) -> Answer:
    call.no_params(*YEAR_PARAMS)
    clean = check("VoucherFileConnection", tables.VOUCHER_FILE, call.body("VoucherFileConnection"))
    company, key = call.company, clean["FileId"]
    if key not in company.shelf("files"):
        raise without_code("Kan inte hitta filen")
    if key in company.shelf("voucherfiles"):
        raise without_code("Filen är redan kopplad")
    year = int(clean.get("VoucherYear") or chosen_year(call))
    voucher = company.vouchers.get((clean["VoucherSeries"], int(clean["VoucherNumber"]), year))
    if voucher is None:
        raise missing(2000729)
    record = {**clean, "VoucherYear": year, "VoucherDescription": voucher.text}
    return created({"VoucherFileConnection": company.keep("voucherfiles", key, record)})


def connection(call: Call, key: str) -> Answer:
    call.no_params(*YEAR_PARAMS)
    found = call.company.shelf("voucherfiles").get(key)
    if found is None:
        raise missing(2000729)
    return ok({"VoucherFileConnection": found})


def connections(call: Call) -> Answer:
    call.no_params(*YEAR_PARAMS, "limit", "page")
    found = list(call.company.shelf("voucherfiles").values())
    pages = {"@TotalResources": len(found), "@TotalPages": 1, "@CurrentPage": 1}
    return ok({"MetaInformation": pages, "VoucherFileConnections": found})
