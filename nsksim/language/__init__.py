"""The language layer: a command is declared once, as a grammar rule and a statement class.

Parsing, completion, syntax text, HELP, the reference page and the way back to text are derived. The
conventions of a grammar are in `grammars/README.md`. Nothing here knows a program or its messages.
"""

from nsksim.language.language import Language, LineReader
from nsksim.language.manual import Entry
from nsksim.language.operand import Operand, endings_of, no_names
from nsksim.language.problem import END, ParseProblem, alternatives, caret
from nsksim.language.statement import Authority, Statement

__all__ = [
    "END",
    "Authority",
    "Entry",
    "Language",
    "LineReader",
    "Operand",
    "ParseProblem",
    "Statement",
    "alternatives",
    "caret",
    "endings_of",
    "no_names",
]
