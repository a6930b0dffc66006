"""Kontera: Quickbutik orders become Fortnox bookkeeping."""

__version__ = "0.1.0"
