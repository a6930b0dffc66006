"""Public registers: VIES (VAT numbers), Riksbanken and the ECB (rates of exchange). No account is needed."""
