"""The DuckDB instance of a world: the only package that imports duckdb.

One instance per world, one attached database per simulated system and one for the network. A
transaction writes one system only (DuckDB refuses more), so no replication code can cheat; what
writes two at once makes two transactions and says in which order (`together`).
"""

from nsksim.store.database import Database, Row, together
from nsksim.store.foreign import ForeignFiles, Unreadable, foreign_rows
from nsksim.store.inquiry import FORMATS, Answer, Inquiry
from nsksim.store.instance import Store
from nsksim.store.problem import MISREAD, StoreProblem, in_one_line
from nsksim.store.question import QueryRefused, Schemas
from nsksim.store.sizes import SIZES, check_sizes, note_sizes

__all__ = [
    "FORMATS",
    "MISREAD",
    "SIZES",
    "Answer",
    "Database",
    "ForeignFiles",
    "Inquiry",
    "QueryRefused",
    "Row",
    "Schemas",
    "Store",
    "StoreProblem",
    "Unreadable",
    "check_sizes",
    "foreign_rows",
    "in_one_line",
    "note_sizes",
    "together",
]
