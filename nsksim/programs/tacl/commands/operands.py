"""The operands of TACL's commands: what their text may look like, and which names are offered.

A name is only checked for its form here; it is completed from the current defaults when the command
runs, because the defaults are known to nobody before.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from typing import Any

from nsksim.guardian.define_classes import CLASSES
from nsksim.guardian.defines import ALL
from nsksim.guardian.processes import PROCESSORS
from nsksim.language import Operand, no_names
from nsksim.language.operand import ENDINGS
from nsksim.names import (
    Defaults,
    DefineName,
    FileName,
    FileTemplate,
    NodeName,
    ProcessId,
    ProcessName,
    Security,
    Subvolume,
    VolumeName,
)
from nsksim.programs.tacl.commands.unmodelled import RUN_OPTIONS
from nsksim.programs.tacl.context import Context

ANYWHERE = Defaults(NodeName("X"), VolumeName("X"), "X")
"""Defaults that complete any partial name, to see whether its form is right."""

PRIORITY_MAX = 199
"""The highest priority a process can be given."""

Named = tuple[str, str]


def shaped(parse: Callable[[str], object]) -> Callable[[str], str]:
    """Make the `parse` of an operand that stays text, of the form `parse` accepts."""

    def read(text: str) -> str:
        parse(text)
        return text.upper()

    return read


def files_here(context: Context) -> Iterable[Named]:
    """Offer the files of the current subvolume."""
    defaults = context.environment.defaults
    system = context.environment.world.systems.get(str(defaults.node))
    if system is None:
        return
    for file in system.files.in_subvolume(str(defaults.volume), defaults.subvolume):
        yield file.name, f"code {file.code}" if file.code else ""


def all_files(context: Context) -> Iterable[Named]:
    """Offer the files of the current subvolume, then those of the system by their full names."""
    yield from files_here(context)
    system = context.environment.system
    for file in system.files.match(FileTemplate.parse("$*.*.*", system.node)):
        yield file.local_name, f"code {file.code}" if file.code else ""


def subvolumes(context: Context) -> Iterable[Named]:
    """Offer the subvolumes of the system."""
    system = context.environment.system
    files = system.files.match(FileTemplate.parse("$*.*.*", system.node))
    for name in dict.fromkeys(f"{file.volume}.{file.subvolume}" for file in files):
        yield name, ""


def processes_here(context: Context) -> Iterable[Named]:
    """Offer the named processes of this system."""
    for process in context.environment.system.processes.all():
        if process.name:
            yield process.name, process.program


def nodes(context: Context) -> Iterable[Named]:
    """Offer the systems this one knows."""
    for node in context.environment.world.network.known(str(context.node)):
        yield str(node), ""


def users_here(context: Context) -> Iterable[Named]:
    """Offer the users of this system."""
    for user in context.environment.system.users.all():
        yield user.name, user.id


def place(text: str) -> object:
    r"""Read `[\node.][$volume.][subvolume]`, of which one part has to be there."""
    if text.startswith("\\") and "." not in text:
        return NodeName.parse(text)
    if text.rpartition(".")[2].startswith("$"):
        return VolumeName.parse(text.rpartition(".")[2])
    return Subvolume.parse(text, ANYWHERE)


def process(text: str) -> object:
    """Read one process: its name or its number."""
    return ProcessId.parse(text) if "," in text else ProcessName.parse(text)


def processes(text: str) -> object:
    """Read what STATUS and PPD take: a process, a processor, all, or those of a node."""
    rest = text
    if text.startswith("\\"):
        node, _, rest = text.partition(".")
        NodeName.parse(node)
    if rest in ("", "*") or rest.isdigit():
        return rest
    return process(rest.replace("*", "A").replace("?", "A")) if "*" in rest else process(rest)


def parameters(context: Context) -> Iterable[Named]:
    """Offer the PARAMs."""
    yield from sorted(context.environment.parameters.items())


def assigns(context: Context) -> Iterable[Named]:
    """Offer the logical units that are assigned."""
    yield from sorted(context.assigns.items())


def _named(pattern: re.Pattern[str]) -> Callable[[str], str]:
    def read(text: str) -> str:
        if pattern.fullmatch(text) is None:
            raise ValueError(text)
        return text.upper()

    return read


parameter_name = _named(re.compile(r"[A-Za-z0-9^-]{1,31}"))
logical_unit = _named(re.compile(r"\*?[A-Za-z0-9^_-]{1,31}(\.[A-Za-z0-9^_-]{1,31})?"))


def user_pattern(text: str) -> str:
    """Read a pattern over user names or user ids, of which both numbers have to be there."""
    if text.endswith(","):
        raise ValueError(text)
    return text.upper()


def define(text: str) -> object:
    """Read the name of a DEFINE, or a template over names."""
    if text in ALL:
        return text
    return DefineName.parse(text.replace("*", "A").replace("?", "A"))


def defines(context: Context) -> Iterable[Named]:
    """Offer the DEFINEs."""
    for name in context.defines.names:
        yield name, context.defines.get(name)["CLASS"]


def define_attributes(context: Context) -> Iterable[Named]:
    """Offer the attributes of all classes; which class is meant is not known while typing."""
    del context
    names = {name for kind in CLASSES.values() for name in kind.attributes}
    yield from ((name, "") for name in ("CLASS", "LIKE", *sorted(names)))


def define_classes(context: Context) -> Iterable[Named]:
    """Offer the classes of DEFINEs; which attribute is meant is not known while typing."""
    del context
    yield from ((name, "") for name in CLASSES)


def run_option(text: str) -> str:
    """Read a RUN option that is not modelled."""
    if text.upper() not in RUN_OPTIONS:
        raise ValueError(text)
    return text.upper()


def number(text: str) -> int:
    """Read a whole number that is not negative."""
    if not text.isascii() or not text.isdigit():
        raise ValueError(text)
    return int(text)


def _number_between(least: int, most: int) -> Operand[int]:
    """Make the operand of a whole number that has a range."""

    def read(text: str) -> int:
        value = number(text)
        if not least <= value <= most:
            raise ValueError(text)
        return value

    expected = f"a number (Its value must be between {least} and {most} inclusive)"
    return Operand(read, expected, no_names)


OPERANDS: dict[str, Operand[Any]] = {
    "PROGRAM_FILE": Operand(str, "a program file name", no_names),
    "IN_FILE": Operand(
        shaped(lambda text: FileName.parse(text, ANYWHERE)), "a file name", all_files
    ),
    "OUT_FILE": Operand(str.upper, "a file name", all_files),
    "NEW_PROCESS": Operand(shaped(ProcessName.parse), "a process name", no_names),
    "TERMINAL": Operand(str.upper, "a terminal name", no_names),
    "NUMBER": Operand(number, "a number", no_names),
    "LEVELS": _number_between(1, 32_767),
    "UNSIGNED": _number_between(0, 65_535),
    "PRIORITY": _number_between(1, PRIORITY_MAX),
    "PROCESSOR": _number_between(0, PROCESSORS - 1),
    "UNMODELLED_OPTION": Operand(
        run_option,
        "another run option",
        no_names,
        endings=tuple(sorted({name[cut:] for name in RUN_OPTIONS for cut in range(len(name))})),
    ),
    "OPTION_VALUE": Operand(str, "a value", no_names),
    "STARTUP_TEXT": Operand(str, "text", no_names),
    "USER": Operand(str.upper, "a user name or user ID", users_here),
    "PASSWORD": Operand(str, "a password", no_names),
    "LOGON_PARAMETERS": Operand(str, "logon parameters", no_names),
    "NODE": Operand(NodeName.parse, "a system name", nodes),
    "PLACE": Operand(shaped(place), "a subvolume name", subvolumes),
    "SECURITY": Operand(
        Security.parse,
        "a security string",
        no_names,
        lambda value: f'"{value}"',
        tuple(letters + end for letters in ("", "A", "AA", "AAA", "AAAA") for end in ("", '"')),
    ),
    "USER_PATTERN": Operand(user_pattern, "a user name or user ID", users_here),
    "SEARCH_LIST": Operand(str, "a list of subvolumes", no_names),
    "FILE_NAME": Operand(
        shaped(lambda text: FileName.parse(text, ANYWHERE)), "a file name", all_files
    ),
    "SUBVOLUME_TEMPLATE": Operand(
        shaped(lambda text: FileTemplate.parse(f"{text}.*", ANYWHERE)),
        "a valid subvolume template",
        subvolumes,
    ),
    "PROCESS": Operand(
        shaped(process), "a process name or cpu,pin", processes_here, endings=(*ENDINGS, ",1")
    ),
    "PROCESSES": Operand(shaped(processes), "a process name, cpu,pin, cpu or *", processes_here),
    "NAMED_PROCESSES": Operand(
        shaped(processes),
        "a process name, cpu,pin or *",
        processes_here,
        endings=(*ENDINGS, ",1"),
    ),
    "PARAM_NAME": Operand(parameter_name, "a PARAM name", parameters),
    "PARAM_VALUE": Operand(str, "a parameter value", no_names),
    "LOGICAL_UNIT": Operand(logical_unit, "a logical unit", assigns),
    "DEFINE_NAME": Operand(shaped(define), "a DEFINE name or template", defines),
    "DEFINE_ATTRIBUTE": Operand(str.upper, "a DEFINE attribute", define_attributes),
    "DEFINE_VALUE": Operand(str, "a value", define_classes),
    "VARIABLE_TEXT": Operand(str, "a variable and its text", no_names),
    "OPTION_TEXT": Operand(str, "a value", no_names),
    "FILE_TEMPLATE": Operand(
        shaped(lambda text: FileTemplate.parse(text, ANYWHERE)),
        FileTemplate.EXPECTED,
        all_files,
    ),
}
