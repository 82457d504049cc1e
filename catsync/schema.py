"""The tables catsync adds to the database of each system."""

from nsksim.schema import read

SYSTEM = read("catsync")
"""Their DDL."""
