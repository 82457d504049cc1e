"""The built-in functions of TACL that ask or change the system.

A function that does something gives the number of a file-system error, 0 for none, as the manual
says of each of them; nothing is displayed. What a function does not know of its options is refused
as not modelled.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta

from nsksim.errors import OperatorError
from nsksim.guardian.processes import Process
from nsksim.messages import file_system
from nsksim.messages import tacl as tacl_messages
from nsksim.messages import tacl_commands as messages
from nsksim.names import FileTemplate, InvalidName
from nsksim.programs import edit_files
from nsksim.programs.tacl.commands import operands
from nsksim.programs.tacl.commands.files import purged, renamed
from nsksim.programs.tacl.commands.processes import default_process, delay, stop, target
from nsksim.programs.tacl.context import Context
from nsksim.programs.tacl.expression import TRUTH
from nsksim.programs.tacl.host import Evaluation

Function = Callable[[Context, str], Evaluation]

CENTISECOND = timedelta(milliseconds=10)
TIMESTAMP_ORIGIN = datetime(1974, 12, 31)
"""Timestamps count hundredths of a second from here (Guardian TIMESTAMP procedure)."""

FUNCTIONS: dict[str, Function] = {}
"""By upshifted name, with the #."""

DIGITS_MAX = 19
"""More digits no number of TACL has."""

_OPTIONS = re.compile(r"\s*(?:/([^/]*)/)?\s*(.*)", re.DOTALL)


def _function(
    name: str,
) -> Callable[[Callable[[Context, str], str]], Callable[[Context, str], str]]:
    """Register a function that gives its result at once."""

    def register(function: Callable[[Context, str], str]) -> Callable[[Context, str], str]:
        def run(context: Context, text: str) -> Evaluation:
            yield from ()
            return function(context, text)

        FUNCTIONS[name] = run
        return function

    return register


def _options(text: str) -> tuple[list[str], str]:
    """Split off the options between slashes, upshifted."""
    found = _OPTIONS.fullmatch(text)
    assert found is not None  # the pattern matches any text
    return [word.strip().upper() for word in (found[1] or "").split(",") if word.strip()], found[2]


def _not_modelled(name: str, option: str) -> OperatorError:
    return OperatorError(messages.NOT_MODELLED, what=f"{name} /{option}/")


def _whole_number(text: str) -> int | None:
    """Read a whole number that is not negative, None when it is none or has too many digits."""
    digits = text.strip()
    known = digits.isascii() and digits.isdigit() and len(digits) <= DIGITS_MAX
    return int(digits) if known else None


def _time(function: str, text: str) -> int:
    """Read hundredths of a second. Raises the syntax error of `function`."""
    value = _whole_number(text)
    if value is None:
        raise tacl_messages.syntax_error(f"{function} {text}", len(function) + 1, ["a number"])
    return value


def _outcome(work: Callable[[], object]) -> str:
    """Do something and give the number of the file-system error it ends in."""
    try:
        work()
    except OperatorError as error:
        if error.message.speaker is not file_system.SPEAKER:
            raise
        return str(error.message.number)
    return "0"


# -- defaults, PARAMs, users ----------------------------------------------------------------------


@_function("#DEFAULTS")
def _defaults(context: Context, text: str) -> str:
    """Give the current or the saved defaults: `#DEFAULTS /CURRENT | SAVED/`."""
    options, _ = _options(text)
    chosen = context.saved if options == ["SAVED"] else context.environment.defaults
    if options not in ([], ["CURRENT"], ["SAVED"]):
        raise _not_modelled("#DEFAULTS", ", ".join(options))
    return chosen.place.local(context.node)


@_function("#PARAM")
def _param(context: Context, text: str) -> str:
    """Give the value of a PARAM, nothing if it is not set; without a name, all names."""
    parameters = context.environment.parameters
    name = text.strip().upper()
    return parameters.get(name, "") if name else " ".join(sorted(parameters))


@_function("#ASSIGN")
def _assign(context: Context, text: str) -> str:
    """Give the names of the ASSIGNs; the parts of one are not modelled."""
    if text.strip():
        raise OperatorError(messages.NOT_MODELLED, what=f"#ASSIGN {text.strip().upper()}")
    return " ".join(sorted(context.assigns))


@_function("#USERID")
def _user_id(context: Context, text: str) -> str:
    """Give the id of a user, or of the one who is logged on."""
    user = context.environment.system.users.named(text.strip()) if text.strip() else context.user
    return user.id if user is not None else ""


@_function("#USERNAME")
def _user_name(context: Context, text: str) -> str:
    """Give the name of a user, or of the one who is logged on."""
    user = context.environment.system.users.named(text.strip()) if text.strip() else context.user
    return user.name if user is not None else ""


@_function("#MYSYSTEM")
def _own_system(context: Context, text: str) -> str:
    """Give the name of the system this TACL runs on."""
    del text
    return str(context.node)


@_function("#SYSTEMNAME")
def _system_name(context: Context, text: str) -> str:
    """Give the name of the system with a number."""
    for node, system in context.environment.world.systems.items():
        if str(system.number) == text.strip():
            return node
    return ""


@_function("#SYSTEMNUMBER")
def _system_number(context: Context, text: str) -> str:
    """Give the number of a system; -1 for one that is not known."""
    name = text.strip().upper() or str(context.node)
    system = context.environment.world.systems.get(name)
    return str(system.number) if system is not None else "-1"


@_function("#INTERACTIVE")
def _interactive(context: Context, text: str) -> str:
    """Say whether this TACL reads from a terminal."""
    del text
    return str(TRUTH[context.environment.interactive])


# -- time ------------------------------------------------------------------------------------------


def _delay(context: Context, text: str) -> Evaluation:
    """Wait for so many hundredths of a second."""
    yield delay(context, _time("#DELAY", text), CENTISECOND)
    return ""


FUNCTIONS["#DELAY"] = _delay


@_function("#TIMESTAMP")
def _timestamp(context: Context, text: str) -> str:
    """Give the local time in hundredths of a second."""
    del text
    return str((context.environment.system.now - TIMESTAMP_ORIGIN) // CENTISECOND)


@_function("#CONTIME")
def _converted_time(context: Context, text: str) -> str:
    """Give year, month, day, hour, minute, second and hundredth of a timestamp."""
    del context
    try:
        when = TIMESTAMP_ORIGIN + _time("#CONTIME", text) * CENTISECOND
    except OverflowError as overflow:
        raise OperatorError(tacl_messages.ARITHMETIC_OVERFLOW) from overflow
    return f"{when:%Y %m %d %H %M %S} {when.microsecond // 10_000:02d}"


# -- files -----------------------------------------------------------------------------------------


@_function("#FILEINFO")
def _file_info(context: Context, text: str) -> str:
    """Give what is known of a file: `#FILEINFO /option, .../ file`."""
    options, name = _options(text)
    found = edit_files.find(context.environment, name.strip())
    values: list[str] = []
    for option in options:
        if option == "EXISTENCE":
            values.append(str(TRUTH[found is not None]))
            continue
        if option not in _FILE_ITEMS:
            raise _not_modelled("#FILEINFO", option)
        values.append(_FILE_ITEMS[option](found) if found is not None else _MISSING_ITEMS[option])
    return " ".join(values)


_FILE_ITEMS: dict[str, Callable[[edit_files.Found], str]] = {
    "CODE": lambda found: str(found.file.code),
    "EOF": lambda found: str(found.file.eof),
    "ERROR": lambda _: "0",
    "FILENAME": lambda found: str(found.name),
    "LICENSED": lambda found: str(TRUTH[found.file.licensed]),
    "OWNER": lambda found: f"{found.file.owner_group},{found.file.owner_user}",
    "PRIMARY": lambda found: str(found.file.primary_extent),
    "SECONDARY": lambda found: str(found.file.secondary_extent),
    "SECURITY": lambda found: found.file.security,
}
_MISSING_ITEMS = dict.fromkeys(_FILE_ITEMS, "0") | {"ERROR": "11", "SECURITY": "----"}
"""What is given for a file that does not exist (TACL Reference Manual, #FILEINFO)."""


@_function("#FILENAMES")
def _file_names(context: Context, text: str) -> str:
    """Give the full names a template matches: `#FILENAMES /MAXIMUM n, PREVIOUS file/ template`."""
    options, typed = _options(text)
    most, previous = None, ""
    for option in options:
        word, _, value = option.partition(" ")
        count = _whole_number(value)
        if word == "MAXIMUM" and count is not None:
            most = count
        elif word == "PREVIOUS":
            previous = edit_files.file_name(context.environment, value.strip()).without_node
        else:
            raise _not_modelled("#FILENAMES", option)
    try:
        template = FileTemplate.parse(typed.strip() or "*", context.environment.defaults)
    except InvalidName:
        raise OperatorError(tacl_messages.ILLEGAL_FILE_NAME) from None
    system = context.environment.reach(template.node, typed)
    names = [file.local_name for file in system.files.match(template)]
    chosen = [f"{template.node}.{name}" for name in names if name > previous]
    return " ".join(chosen[:most])


@_function("#PURGE")
def _purge(context: Context, text: str) -> str:
    """Remove a file."""
    return _outcome(lambda: purged(context, text.strip()))


@_function("#RENAME")
def _rename(context: Context, text: str) -> str:
    """Rename a file: `#RENAME old new`."""
    words = text.replace(",", " ").split()
    if len(words) != 2:
        raise tacl_messages.syntax_error(f"#RENAME {text}", len("#RENAME "), ["two file names"])
    return _outcome(lambda: renamed(context, *words))


@_function("#LOAD")
def _load(context: Context, text: str) -> str:
    """Load libraries and give the names of the variables: `#LOAD /KEEP n/ file ...`."""
    options, files = _options(text)
    keep = None
    for option in options:
        word, _, value = option.partition(" ")
        keep = _whole_number(value)
        if word != "KEEP" or not keep:
            raise _not_modelled("#LOAD", option)
    names: list[str] = []
    for file in files.split():
        names += context.engine.load(edit_files.read_lines(context.environment, file), keep)
    return " ".join(names)


# -- processes -------------------------------------------------------------------------------------


@_function("#MYPID")
def _own_process(context: Context, text: str) -> str:
    """Give the number of this TACL."""
    del text
    process = context.environment.process
    return f"{process.cpu},{process.pin}"


@_function("#PROCESS")
def _last_process(context: Context, text: str) -> str:
    """Give the process started last."""
    del text
    return default_process(context)


def _process_name(text: str) -> str | None:
    """Read the name or the number of a process, None when it is neither."""
    name = text.strip().upper()
    try:
        operands.process(name)
    except InvalidName:
        return None
    return name


@_function("#PROCESSEXISTS")
def _process_exists(context: Context, text: str) -> str:
    """Say whether there is a process of that name or number that can be reached."""
    name = _process_name(text)
    found: list[Process] = []
    if name is not None and _outcome(lambda: target(context, name)) == "0":
        found = target(context, name).processes()
    return str(TRUTH[bool(found)])


@_function("#STOP")
def _stop(context: Context, text: str) -> str:
    """Stop a process; 0, or 11 when there is none of that name (the number is ours)."""
    name = _process_name(text)
    if name is None and text.strip():
        return str(file_system.ILLEGAL_NAME.number)
    try:
        return _outcome(lambda: stop(context, name))
    except OperatorError as error:
        if error.message in (messages.NON_EXISTENT, messages.NO_DEFAULT_PROCESS):
            return str(file_system.NOT_FOUND.number)
        if error.message is messages.CANNOT_STOP:
            return str(file_system.SECURITY.number)
        raise


def names() -> Iterator[str]:
    """Name the functions there are."""
    yield from sorted(FUNCTIONS)
