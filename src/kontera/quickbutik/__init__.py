"""The Quickbutik API as this house sees it: a client, and the reading of what it answers."""
