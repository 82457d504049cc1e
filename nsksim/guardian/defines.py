"""DEFINEs: named sets of attributes that are handed to programs.

Owns the DEFINEs of one process, its working attribute set, and the order in which they may change.
What attributes a class has is in `define_classes`. Nothing is opened: a DEFINE here is only values.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from nsksim.errors import OperatorError
from nsksim.guardian.define_classes import CLASSES, Attribute, DefineClass
from nsksim.messages import tacl_defines as messages
from nsksim.names import Defaults, DefineName
from nsksim.names.wildcard import has_wildcard, matches

CLASS = "CLASS"
LIKE = "LIKE"
RESET = "RESET"
INITIAL_CLASS = "MAP"
ALL = frozenset({"=*", "**", "*"})
DEFAULTS_DEFINE = "=_DEFAULTS"

Setting = tuple[str, ...]
"""An attribute and its value, or the values of a list, as typed."""

Attributes = dict[str, str]
"""Attributes that were given a value, CLASS first."""


class Defines:
    """The DEFINEs of one process."""

    def __init__(self) -> None:
        self._sets: dict[str, Attributes] = {}
        self.working: Attributes = {CLASS: INITIAL_CLASS}
        """The working attribute set (SET DEFINE), from which ADD DEFINE starts."""

    @property
    def names(self) -> list[str]:
        """Name the DEFINEs."""
        return sorted(self._sets)

    def clear(self) -> None:
        """Drop all DEFINEs and the working set."""
        self._sets.clear()
        self.working = {CLASS: INITIAL_CLASS}

    def in_force(self) -> dict[str, Attributes]:
        """Give the DEFINEs as a program gets them: all attributes that have a value."""
        return {name: effective(self._sets[name]) for name in self.names}

    def get(self, name: str) -> Attributes:
        """Give the attributes of one DEFINE. Raises OperatorError."""
        if name not in self._sets:
            raise OperatorError(messages.MISSING, name=name)
        return self._sets[name]

    def matching(self, patterns: Iterable[str]) -> list[str]:
        """Give the names that names and templates mean. Raises OperatorError for one without."""
        found: list[str] = []
        for pattern in patterns:
            wanted = "=*" if pattern in ALL else pattern
            fitting = [name for name in self.names if matches(wanted, name)]
            if not fitting and pattern not in ALL:
                raise OperatorError(messages.MISSING, name=pattern)
            found += [name for name in fitting if name not in found]
        return found

    # -- the working attribute set -----------------------------------------------------------------

    def set(self, settings: Sequence[Setting], defaults: Defaults) -> None:
        """Change the working attribute set, all of it or nothing. Raises OperatorError."""
        self.working = self._changed(self.working, settings, defaults)

    def reset(self, names: Sequence[str]) -> None:
        """Reset attributes of the working set; none named: all of them, and CLASS MAP."""
        if not names:
            self.working = {CLASS: INITIAL_CLASS}
            return
        changed = dict(self.working)
        for name in names:
            _reset(changed, name)
        self.working = changed

    # -- DEFINEs ----------------------------------------------------------------------------------

    def add(self, names: Sequence[str], settings: Sequence[Setting], defaults: Defaults) -> None:
        """Add DEFINEs that are all the same. Raises OperatorError, and then nothing is added."""
        attributes = self._changed(self.working, settings, defaults)
        check(attributes)
        for name in names:
            if has_wildcard(name):
                raise OperatorError(messages.TEMPLATE, name=name)
            if DefineName.parse(name).is_reserved:
                raise OperatorError(messages.RESERVED, name=name)
            if name in self._sets:
                raise OperatorError(messages.EXISTS, name=name)
        for name in names:
            self._sets[name] = dict(attributes)

    def alter(
        self, patterns: Sequence[str], settings: Sequence[Setting], defaults: Defaults
    ) -> None:
        """Change DEFINEs, all of them or none. Raises OperatorError."""
        changed: dict[str, Attributes] = {}
        for name in self.matching(patterns):
            changed[name] = self._changed(self._sets[name], settings, defaults)
            check(changed[name])
        self._sets.update(changed)

    def delete(self, patterns: Sequence[str]) -> None:
        """Delete DEFINEs. Raises OperatorError."""
        if DEFAULTS_DEFINE in patterns:
            raise OperatorError(messages.RESERVED, name=DEFAULTS_DEFINE)
        for name in self.matching(patterns):
            del self._sets[name]

    def _changed(
        self, attributes: Attributes, settings: Sequence[Setting], defaults: Defaults
    ) -> Attributes:
        """Give `attributes` with `settings` applied in their order; LIKE comes before them."""
        words = [setting[0] for setting in settings]
        if CLASS in words[1:] or (CLASS in words and LIKE in words):
            raise OperatorError(messages.CLASS_FIRST)
        changed = dict(attributes)
        for name, *values in settings:
            if name == LIKE:
                changed = dict(self.get(values[0].upper()))
        for name, *values in settings:
            if name == CLASS:
                changed = {CLASS: _class(values[0]).name}
            elif name == RESET:
                for attribute in values:
                    _reset(changed, attribute.upper())
            elif name != LIKE:
                changed[name] = _attribute(changed, name).value(values, defaults)
        return changed


def _class(name: str) -> DefineClass:
    found = CLASSES.get(name.upper())
    if found is None:
        raise OperatorError(messages.NO_CLASS, name=name.upper())
    return found


def class_of(attributes: Attributes) -> DefineClass:
    """Give the class of a set of attributes."""
    return CLASSES[attributes[CLASS]]


def _attribute(attributes: Attributes, name: str) -> Attribute:
    known = class_of(attributes).attributes
    if name not in known:
        raise OperatorError(messages.NO_ATTRIBUTE, attribute=name)
    return known[name]


def _reset(attributes: Attributes, name: str) -> None:
    if name == CLASS:
        attributes.clear()
        attributes[CLASS] = INITIAL_CLASS
        return
    _attribute(attributes, name)
    attributes.pop(name, None)


def effective(attributes: Attributes) -> Attributes:
    """Give a set with the defaults of its class filled in, in the order of the class."""
    known = class_of(attributes).attributes
    filled = {CLASS: attributes[CLASS]}
    for name, attribute in known.items():
        value = attributes.get(name, attribute.default)
        if value:
            filled[name] = value
    return filled


def essential(attributes: Attributes) -> Attributes:
    """Give what INFO DEFINE shows without DETAIL."""
    wanted = (CLASS, *class_of(attributes).essential)
    filled = effective(attributes)
    return {name: filled[name] for name in wanted if name in filled}


def check(attributes: Attributes) -> None:
    """Refuse a set that is incomplete or contradicts itself. Raises OperatorError."""
    kind = class_of(attributes)
    filled = effective(attributes)
    if any(name not in filled for name in kind.required):
        raise OperatorError(messages.INCOMPLETE)
    for number, holds in kind.checks:
        if not holds(filled, attributes):
            raise OperatorError(messages.INCONSISTENT, check=number)
