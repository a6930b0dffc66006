"""Settlement reports (utbetalningsrapporter) of payment providers, read as they come.

A format is a small file in ``formats/`` that names a provider's columns; a shop may bring its own.
"""
