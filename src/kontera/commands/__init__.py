"""What ``kontera`` can be told to do, one file per group of commands."""
