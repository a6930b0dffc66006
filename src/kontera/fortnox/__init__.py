"""The Fortnox API as this house sees it: one client, one module per resource."""
