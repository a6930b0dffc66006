"""Field tables of every resource, written out from the public API description (2026-03).

Only what a request body may hold, plus read-only fields marked as such. Limits that were
measured against a real company (silent cuts, hard refusals) override the description.
"""

from __future__ import annotations

from dataclasses import replace

from kontera.sandbox.answers import words
from kontera.sandbox.fortnox.fields import (
    ACCOUNT,
    BOOLEAN,
    DATE,
    INTEGER,
    NUMBER,
    TEXT,
    Field,
    Table,
    each,
    one_of,
    required,
    sealed,
    text,
)

REFERENCE = Field("text", 50, too_long=2001600)
COMMENTS = Field("text", 1024, too_long=2001896)
LONG = text(1024)
WIDE_ACCOUNT = Field("integer", low=1000, high=99999)
SIZE = Field("integer", low=0, high=999_999_999)
SETTING = one_of("ALLOWED", "MANDATORY", "NOTALLOWED")
DELIVERY_TYPE = one_of("PRINT", "EMAIL", "PRINTSERVICE")
# Measured: row texts end at about 255 although articles allow 200. Guess: longer ones are refused.
ROW_TEXT = Field("text", 255, one_line=True)

HOUSEWORK = one_of(
    *words("CONSTRUCTION ELECTRICITY GLASSMETALWORK GROUNDDRAINAGEWORK MASONRY PAINTINGWALLPAPERING"),
    *words("HVAC MAJORAPPLIANCEREPAIR MOVINGSERVICES ITSERVICES CLEANING TEXTILECLOTHING COOKING"),
    *words("SNOWPLOWING GARDENING BABYSITTING OTHERCARE TUTORING OTHERCOSTS SOLARCELLS FURNISHING"),
    *words("STORAGESELFPRODUCEDELECTRICITY CHARGINGSTATIONELECTRICVEHICLE HOMEMAINTENANCE"),
    *words("TRANSPORTATIONSERVICES WASHINGANDCAREOFCLOTHING EMPTYHOUSEWORK"),
)

CUSTOMER: Table = {
    **each("Active ShowPriceVATIncluded", BOOLEAN),
    **each("Address1 Address2 City DeliveryAddress1 DeliveryAddress2 DeliveryCity DeliveryFax", LONG),
    **each("DeliveryName DeliveryPhone1 DeliveryPhone2 Email EmailInvoice EmailInvoiceBCC", LONG),
    **each("EmailInvoiceCC EmailOffer EmailOfferBCC EmailOfferCC EmailOrder EmailOrderBCC", LONG),
    **each("EmailOrderCC ExternalReference Fax InvoiceRemark Phone1 Phone2 CustomerNumber", LONG),
    **each("CountryCode DeliveryCountryCode VisitingCountryCode", text(exact=2)),
    **each("Country DeliveryCountry VisitingCountry", sealed()),
    **each("CostCenter InvoiceAdministrationFee InvoiceFreight OrganisationNumber PriceList", TEXT),
    **each("Project TermsOfDelivery TermsOfPayment VATNumber WayOfDelivery", TEXT),
    **each("ZipCode DeliveryZipCode VisitingZipCode", text(10)),
    **each("VisitingAddress VisitingCity WWW", text(128)),
    **each("OurReference YourReference", REFERENCE),
    **each("GLN GLNDelivery", text(exact=13)),
    "Name": text(1024, required=True),
    "Comments": COMMENTS,
    "Currency": text(exact=3),
    "InvoiceDiscount": NUMBER,
    "SalesAccount": text(exact=4),
    "Type": one_of("PRIVATE", "COMPANY"),
    "VATType": one_of("SEVAT", "SEREVERSEDVAT", "EUREVERSEDVAT", "EUVAT", "EXPORT"),
    "DefaultDeliveryTypes": Field("object", inside=each("Invoice Order Offer", DELIVERY_TYPE)),
    "DefaultTemplates": Field("object", inside=each("CashInvoice Invoice Offer Order", TEXT)),
}

ARTICLE: Table = {
    **each("Active Bulky Expired Housework StockGoods WebshopArticle", BOOLEAN),
    **each(
        "ConstructionAccount EUAccount EUVATAccount ExportAccount PurchaseAccount SalesAccount", WIDE_ACCOUNT
    ),
    **each("StockAccount StockChangeAccount", INTEGER),
    **each("Depth Height Weight Width", SIZE),
    **each("DirectCost FreightCost OtherCost PurchasePrice QuantityInStock StockWarning VAT", NUMBER),
    **each("DisposableQuantity ReservedQuantity SalesPrice StockValue", sealed("number")),
    **each("CostCalculationMethod DefaultStockLocation DefaultStockPoint SupplierNumber", TEXT),
    **each("Manufacturer ManufacturerArticleNumber ArticleNumber", text(50)),
    "SupplierName": sealed(),
    "Description": text(200, required=True),
    "EAN": text(30),
    "HouseworkType": HOUSEWORK,
    "Note": text(10000),
    "StockPlace": text(100),
    "Type": one_of("STOCK", "SERVICE"),
    "Unit": Field("text", 20, not_null=True),
}

EMAIL_INFORMATION: Table = {
    **each("EmailAddressBCC EmailAddressCC EmailAddressFrom EmailAddressTo", TEXT),
    "EmailBody": text(20000),
    "EmailSubject": text(100),
}
LABEL: Table = {"Id": INTEGER}

ROW: Table = {
    "AccountNumber": ACCOUNT,
    **each("ArticleNumber CostCenter Project StockPointCode Unit VATCode", TEXT),
    "DeliveredQuantity": Field("quantity"),
    "Description": ROW_TEXT,
    **each("Discount Price", NUMBER),
    "DiscountType": one_of("AMOUNT", "PERCENT"),
    "HouseWork": BOOLEAN,
    "HouseWorkHoursToReport": Field("integer", high=999),
    "HouseWorkType": HOUSEWORK,
    "RowId": INTEGER,
}
ORDER_ROW: Table = {
    **ROW,
    "OrderedQuantity": Field("quantity"),
    "VAT": NUMBER,
    "StockPointId": TEXT,
    **each("ContributionPercent ContributionValue ReservedQuantity", sealed()),
    "Total": sealed("number"),
}
INVOICE_ROW: Table = {
    **ROW,
    "VAT": INTEGER,
    **each("ContributionPercent ContributionValue", sealed()),
    **each("PriceExcludingVAT Total TotalExcludingVAT", sealed("number")),
}

DOCUMENT: Table = {
    **each("AdministrationFee CurrencyRate Freight", NUMBER),
    **each("NotCompleted VATIncluded", BOOLEAN),
    **each("DeliveryDate OutboundDate", DATE),
    **each("Address1 Address2 City DeliveryAddress2 DeliveryCity DeliveryName ZipCode", LONG),
    **each("DeliveryZipCode Phone1 Phone2", LONG),
    "DeliveryAddress1": text(1024, cut=60),
    **each("CostCenter Country CustomerName DeliveryCountry PriceList PrintTemplate Project", TEXT),
    **each("DocumentNumber TermsOfDelivery TermsOfPayment WayOfDelivery", TEXT),
    "CustomerNumber": required(TEXT),
    "Comments": COMMENTS,
    "Remarks": LONG,
    "Currency": text(exact=3),
    "EmailInformation": Field("object", inside=EMAIL_INFORMATION),
    **each("ExternalInvoiceReference1 ExternalInvoiceReference2", text(80)),
    "Labels": Field("list", inside=LABEL),
    "Language": one_of("SV", "EN"),
    **each("OurReference YourReference", REFERENCE),
    "TaxReductionType": one_of("none", "rot", "rut", "green"),
    **each(
        "AdministrationFeeVAT BasisTaxReduction ContributionPercent ContributionValue FreightVAT",
        sealed("number"),
    ),
    **each("Gross Net RoundOff TaxReduction Total TotalToPay TotalVAT", sealed("number")),
    **each("Cancelled HouseWork Sent WarehouseReady", sealed("boolean")),
    "OfferReference": sealed(),
    "TimeBasisReference": sealed("integer"),
    "@urlTaxReductionList": sealed(),
}
ORDER: Table = {
    **DOCUMENT,
    "OrderRows": Field("list", inside=ORDER_ROW),
    "OrderDate": DATE,
    "CopyRemarks": BOOLEAN,
    "CurrencyUnit": NUMBER,
    "DeliveryState": one_of("registration", "reservation", "delivery"),
    "OrganisationNumber": TEXT,
    **each("StockPointCode StockPointId", TEXT),
    "YourOrderNumber": text(75, cut=30),
    **each("InvoiceReference OrderType", sealed()),
}
INVOICE: Table = {
    **DOCUMENT,
    "InvoiceRows": Field("list", inside=INVOICE_ROW),
    **each("InvoiceDate DueDate", DATE),
    "CreditInvoiceReference": TEXT,
    "CurrencyUnit": INTEGER,
    "EUQuarterlyReport": BOOLEAN,
    "InvoiceType": one_of("INVOICE", "AGREEMENTINVOICE", "INTRESTINVOICE", "SUMMARYINVOICE", "CASHINVOICE"),
    "OCR": TEXT,
    "PaymentWay": one_of("CASH", "CARD", "AG"),
    "YourOrderNumber": text(75),
    "EDIInformation": Field(
        "object",
        inside={
            **each("EDIGlobalLocationNumber EDIGlobalLocationNumberDelivery", text(13)),
            **each("EDIInvoiceExtra1 EDIInvoiceExtra2", TEXT),
            **each("EDIOurElectronicReference EDIYourElectronicReference", TEXT),
        },
    ),
    **each(
        "AccountingMethod Credit InvoicePeriodReference OrderReference VoucherSeries OrganisationNumber",
        sealed(),
    ),
    **each("FinalPayDate InvoicePeriodEnd InvoicePeriodStart LastRemindDate", sealed("date")),
    **each("ContractReference Reminders VoucherNumber VoucherYear", sealed("integer")),
    **each("Booked NoxFinans", sealed("boolean")),
    "TaxReduction": sealed("integer"),
    "Balance": sealed("number"),
}
INVOICE_UPDATE = INVOICE

WRITE_OFF: Table = {
    "AccountNumber": ACCOUNT,
    "Amount": NUMBER,
    **each("CostCenter Description Project TransactionInformation", TEXT),
    "Currency": text(exact=3),
}
PAYMENT: Table = {
    **each("Amount AmountCurrency CurrencyRate CurrencyUnit", NUMBER),
    "Currency": text(exact=3),
    **each("ExternalInvoiceReference1 ExternalInvoiceReference2", text(80)),
    "InvoiceNumber": Field("digits", required=True),
    "ModeOfPayment": TEXT,
    "ModeOfPaymentAccount": ACCOUNT,
    "PaymentDate": DATE,
    "WriteOffs": Field("list", inside=WRITE_OFF),
    "Booked": sealed("boolean"),
    **each(
        "InvoiceCustomerName InvoiceCustomerNumber InvoiceOCR InvoiceTotal Number Source VoucherSeries",
        sealed(),
    ),
    "InvoiceDueDate": sealed("date"),
    **each("VoucherNumber VoucherYear", sealed("integer")),
}

PRICE: Table = {
    "ArticleNumber": required(TEXT),
    "PriceList": required(TEXT),
    **each("FromQuantity Percent Price", NUMBER),
    "Date": sealed(),
}
ACCOUNT_CARD: Table = {
    "Active": BOOLEAN,
    "BalanceBroughtForward": NUMBER,
    "CostCenter": TEXT,
    **each("CostCenterSettings ProjectSettings TransactionInformationSettings", SETTING),
    "Description": text(200, required=True),
    "Number": required(ACCOUNT),
    "OpeningQuantities": Field("list", inside={"Balance": INTEGER, "Project": TEXT}),
    **each("Project TransactionInformation VATCode", TEXT),
    "SRU": INTEGER,
}
FINANCIAL_YEAR: Table = {
    **each("FromDate ToDate", required(DATE)),
    "AccountChartType": TEXT,
    "AccountingMethod": one_of("ACCRUAL", "CASH"),
    "Id": sealed("integer"),
}
MODE_OF_PAYMENT: Table = {
    "AccountNumber": text(required=True, exact=4),
    "Code": required(TEXT),
    "Description": TEXT,
}
WAY_OF_DELIVERY: Table = {
    "Code": text(50, required=True),
    **each("Description DescriptionEnglish", text(100)),
}
TERMS_OF_DELIVERY: Table = {
    "Code": text(20, required=True),
    "Description": text(200, required=True),
    "DescriptionEnglish": text(100),
}
TERMS_OF_PAYMENT: Table = {"Code": text(25, required=True), "Description": required(TEXT)}
UNIT: Table = {
    "Code": text(20, required=True),
    "CodeEnglish": text(100),
    "Description": text(100, required=True),
}
COST_CENTER: Table = {
    "Active": BOOLEAN,
    "Code": text(6, required=True),
    "Description": text(2147483647, required=True),
    "Note": TEXT,
}
PROJECT: Table = {
    "Comments": text(512),
    **each("ContactPerson ProjectLeader", text(50)),
    "Description": text(50, required=True),
    **each("EndDate StartDate", DATE),
    "ProjectNumber": text(20),
    "Status": one_of("NOTSTARTED", "ONGOING", "COMPLETED"),
}
ARTICLE_URL: Table = {**each("ArticleNumber URLConnection", required(TEXT)), "Id": sealed("integer")}
CURRENCY: Table = {
    "Code": required(TEXT),
    "Description": required(TEXT),
    **each("BuyRate SellRate Unit", NUMBER),
    "Date": DATE,
    "IsAutomatic": BOOLEAN,
}
PRICE_LIST: Table = {
    "Code": text(100, required=True),
    "Description": text(50, required=True),
    "Comments": TEXT,
    "PreSelected": BOOLEAN,
}
PREDEFINED_ACCOUNT: Table = {"Account": required(ACCOUNT), "Name": sealed()}
PREDEFINED_SERIES: Table = {"VoucherSeries": text(1, required=True), "Name": sealed()}
VOUCHER_SERIES: Table = {
    "Code": text(10, required=True),
    "Description": text(200),
    "Manual": BOOLEAN,
    "Approver": Field("object", read_only=True, inside={}),
    "NextVoucherNumber": sealed("integer"),
    "Year": sealed("integer"),
}
VOUCHER_ROW: Table = {
    "Account": required(ACCOUNT),
    **each("CostCenter Description Project", TEXT),
    **each("Credit Debit Quantity", NUMBER),
    "Removed": sealed("boolean"),
    "TransactionInformation": text(100),
}
VOUCHER: Table = {
    "Comments": text(1000),
    **each("CostCenter Project", TEXT),
    "Description": text(200, required=True),
    "TransactionDate": required(DATE),
    "VoucherRows": Field("list", inside=VOUCHER_ROW),
    "VoucherSeries": required(TEXT),
    "Year": INTEGER,
    **each("ApprovalState VoucherNumber", sealed("integer")),
    **each("ReferenceNumber ReferenceType", sealed()),
}
VOUCHER_FILE: Table = {
    **each("FileId VoucherNumber VoucherSeries", required(TEXT)),
    "VoucherYear": INTEGER,
    "VoucherDescription": sealed(),
}

SCHEMAS: dict[str, tuple[Table, str]] = {
    "fortnox_Customer": (CUSTOMER, ""),
    "fortnox_Article": (ARTICLE, ""),
    "fortnox_Order": (ORDER, ""),
    "fortnox_Order_OrderRow": (ORDER_ROW, ""),
    "fortnox_InvoicePayload": (INVOICE, "fortnox_Invoice"),
    "fortnox_InvoicePayload_InvoiceRow": (INVOICE_ROW, "fortnox_Invoice_InvoiceRow"),
    "fortnox_InvoicePayment": (PAYMENT, ""),
    "fortnox_InvoicePayment_WriteOff": (WRITE_OFF, ""),
    "fortnox_Price": (PRICE, ""),
    "fortnox_AccountPayload": (ACCOUNT_CARD, ""),
    "fortnox_FinancialYear": (FINANCIAL_YEAR, ""),
    "fortnox_ModeOfPayment": (MODE_OF_PAYMENT, ""),
    "fortnox_WayOfDelivery": (WAY_OF_DELIVERY, ""),
    "fortnox_TermsOfDelivery": (TERMS_OF_DELIVERY, ""),
    "fortnox_TermsOfPayment": (TERMS_OF_PAYMENT, ""),
    "fortnox_Unit": (UNIT, ""),
    "fortnox_Currency": (CURRENCY, ""),
    "fortnox_CostCenter": (COST_CENTER, ""),
    "fortnox_Project": (PROJECT, ""),
    "fortnox_ArticleUrlConnection": (ARTICLE_URL, ""),
    "fortnox_PriceList": (PRICE_LIST, ""),
    "fortnox_PredefinedAccount": (PREDEFINED_ACCOUNT, ""),
    "fortnox_PredefinedVoucherSeries": (PREDEFINED_SERIES, ""),
    "fortnox_VoucherSeries": (VOUCHER_SERIES, ""),
    "fortnox_Voucher": (VOUCHER, ""),
    "fortnox_Voucher_VoucherRow": (VOUCHER_ROW, ""),
    "fortnox_VoucherFileConnection": (VOUCHER_FILE, ""),
}
"""Schema name in the public description → our table, and where its read-only fields are described."""


def writable(table: Table) -> Table:
    """The fields a client may send."""
    return {name: field for name, field in table.items() if not field.read_only}


def without(table: Table, *names: str) -> Table:
    """The table with these fields turned read-only (an update must not change a key)."""
    return {name: replace(field, read_only=True) if name in names else field for name, field in table.items()}
