"""Who the company is: ``DatabaseNumber`` (the tenant id) is a number here and a text in settings."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kontera.sandbox.answers import Answer, ok

if TYPE_CHECKING:
    from kontera.sandbox.fortnox.call import Call


def read(call: Call) -> Answer:
    company = call.company
    return ok(
        {
            "CompanyInformation": {
                "Address": "Storgatan 1",
                "City": "Växjö",
                "CompanyName": company.name,
                "CountryCode": "SE",
                "DatabaseNumber": company.tenant,
                "OrganizationNumber": company.org_number,
                "VisitAddress": "",
                "VisitCity": "",
                "VisitCountryCode": "",
                "VisitZipCode": "",
                "ZipCode": "35230",
            }
        }
    )


def settings(call: Call) -> Answer:
    company = call.company
    empty = (
        "BG BIC BranchCode ContactFirstName ContactLastName Fax IBAN PG Phone1 Phone2 VisitAddress VisitCity"
    )
    blanks = dict.fromkeys(f"{empty} VisitCountry VisitCountryCode VisitName VisitZipCode WWW".split(), "")
    return ok(
        {
            "CompanySettings": {
                **blanks,
                "Address": "Storgatan 1",
                "City": "Växjö",
                "Country": "Sverige",
                "CountryCode": "SE",
                "DatabaseNumber": str(company.tenant),
                "Domicile": "Växjö",
                "Email": "info@example.com",
                "Name": company.name,
                "OrganizationNumber": company.org_number,
                "TaxEnabled": True,
                "VATNumber": f"SE{company.org_number.replace('-', '')}01",
                "ZipCode": "35230",
            }
        }
    )


def me(call: Call) -> Answer:
    """The user behind the token. Guess: a service account looks like this."""
    user = {
        "Email": "",
        "Id": str(call.company.tenant),
        "Locale": "sv_SE",
        "Name": "Servicekonto",
        "SysAdmin": False,
    }
    return ok({"MeInformation": user})
