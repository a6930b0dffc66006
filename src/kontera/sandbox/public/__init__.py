"""The public registers as a stand-in: VIES, Riksbanken and the ECB."""
