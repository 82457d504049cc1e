"""DEFINEs: what TACL says about attributes. The numbers in the causes are those of the procedures.

Two texts are documented; the others are ours, since the manual only has numbers for them.
"""

from __future__ import annotations

from nsksim.errors import Message, Origin
from nsksim.messages.tacl import PLAIN, SPEAKER

_UNCHANGED = "Nothing changes."


def _define(
    key: str, text: str, cause: str, recovery: str, origin: Origin = Origin.OURS
) -> Message:
    speaker = SPEAKER if origin is Origin.OURS else PLAIN
    return Message(speaker, key, text, cause, _UNCHANGED, recovery, origin)


NO_ATTRIBUTE = _define(
    "define-no-attribute",
    'There is no attribute "{attribute}" for the current class',
    "The CLASS has no such attribute (error 2062).",
    "Name CLASS first, and only attributes of that class after it.",
    Origin.DOCUMENTED,
)
INCOMPLETE = _define(
    "define-incomplete",
    "Current attribute set is incomplete",
    "An attribute the CLASS requires has no value (error 2066).",
    "Give the attribute; SHOW DEFINE * shows the set.",
    Origin.DOCUMENTED,
)
INCONSISTENT = _define(
    "define-inconsistent",
    "Current attribute set is inconsistent, check number {check:03d}",
    "Two attributes contradict each other; only the first contradiction is reported. Checks from"
    " 101 on are those of CLASS TAPECATALOG, numbered by this simulator.",
    "Change or reset one of the attributes.",
    Origin.INFERRED,
)
INVALID_VALUE = _define(
    "define-invalid-value",
    "Invalid value for DEFINE attribute {attribute}: {value}",
    "The value is not one the attribute can have (error 2067).",
    "Give a value from the manual's table of the class.",
)
NO_CLASS = _define(
    "define-no-class",
    "There is no DEFINE class {name}",
    "CLASS names none of the classes (error 2068).",
    "Use MAP, TAPE, TAPECATALOG, SPOOL, SORT, SUBSORT, SEARCH, CATALOG or DEFAULTS.",
)
CLASS_FIRST = _define(
    "define-class-first",
    "CLASS must be the first attribute, and not together with LIKE",
    "Naming CLASS clears all other attributes, so it cannot come after them.",
    "Put CLASS first.",
)
EXISTS = _define(
    "define-exists",
    "DEFINE {name} already exists",
    "A DEFINE of that name was added before.",
    "ALTER it, or DELETE it first.",
)
MISSING = _define(
    "define-missing",
    "DEFINE {name} does not exist",
    "No DEFINE has that name, or none a name the template matches.",
    "List them with INFO DEFINE **.",
)
RESERVED = _define(
    "define-reserved",
    "DEFINE {name} belongs to the system",
    "Names that begin with =_ are the system's own (errors 2073 and 2074).",
    "Change the defaults with VOLUME; use another name.",
)
TEMPLATE = _define(
    "define-template",
    "{name} is a template; a new DEFINE needs a name",
    "ADD DEFINE was given a name with wildcards.",
    "Give the name.",
)
