"""Problems of payouts and settlement reports."""

from __future__ import annotations

from kontera.problems.texts import Entry, Text

PAYOUT_ROWS: dict[str, Entry] = {
    "payout-empty": Entry(
        Text(
            "Rapporten {marker} från {provider} har inga rader.",
            "The report {marker} of {provider} has no lines.",
        ),
        Text(
            "Hämta rapporten på nytt hos betaltjänsten och läs in den igen.",
            "Fetch the report from the provider once more and read it in again.",
        ),
    ),
    "payout-does-not-add-up": Entry(
        Text(
            "Utbetalning {marker} från {provider}: raderna blir {lines} kr, men rapporten säger {net} kr.",
            "Payout {marker} of {provider}: the lines make {lines}, but the report says {net}.",
        ),
        Text(
            "Hämta hela rapporten på nytt hos betaltjänsten; en rad kan saknas i filen.",
            "Fetch the whole report from the provider once more; a line may be missing in the file.",
        ),
    ),
    "payout-fee-vat": Entry(
        Text(
            "Utbetalning {marker} från {provider} har {vat} kr moms på avgiften, men avgiften är vald som momsfri.",
            "Payout {marker} of {provider} has {vat} of VAT on the fee, but the fee is chosen to be without.",
        ),
        Text(
            "Välj ”enligt rapporten” för betaltjänsten under Inställningar, Moms på avgiften, om momsen får dras av.",
            "Choose “from_report” for the provider under Settings, VAT on the fee, if the VAT is deductible.",
        ),
        button="choices",
        choice="payout_fee_vat",
    ),
}
