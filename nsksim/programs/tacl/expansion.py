"""The expander: executes typed lines and macros by replacing bracketed calls with their results.

Owns the order of expansion, the calls of variables and functions, the running routines, and the
limits that end what would never end. What is left of a line when its brackets are gone and its
first word is no variable and no built-in function goes to the host.

The model is the manual's (TACL Reference Manual, "How TACL Interprets Statements"): the call whose
closing bracket is found first is replaced by its result, and the search begins again; a line
without brackets is executed as if it were bracketed; enclosures are left alone until their text is
chosen. What a text variable or a macro becomes is executed; the result of a function or a routine
on a line of its own is displayed.
"""

from __future__ import annotations

import re
from collections.abc import Generator, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field

from nsksim.errors import OperatorError
from nsksim.interaction import Block, Break, Completion, Effect, Interaction
from nsksim.messages import tacl as messages
from nsksim.programs.tacl import expression, lexical
from nsksim.programs.tacl.arguments import Alternative, Arguments
from nsksim.programs.tacl.builtins import COMMANDS, FUNCTIONS, OTHERS
from nsksim.programs.tacl.call import Call
from nsksim.programs.tacl.host import Evaluation, Host
from nsksim.programs.tacl.lexical import (
    BAR,
    BLANKS,
    CLOSE,
    END_OF_LINE,
    METACHARACTERS,
    OPEN,
    SEPARATORS,
    assemble,
    external,
    plain,
    upshift,
)
from nsksim.programs.tacl.library import Definition, read_library, read_macro_file
from nsksim.programs.tacl.probe import DryHost, Probe, ProbeEnd
from nsksim.programs.tacl.routines import RaisedException, RoutineReturn
from nsksim.programs.tacl.variables import Variables, VariableType, substitute

TEXT_BUFFER_MAX = 32_767
"""Characters of the text buffer (TACL Reference Manual, "How TACL Interprets Statements")."""

DEPTH_MAX = 32
"""How deep routines and loops may be nested. Ours; the real routine stack is counted in bytes."""

CALLS_MAX = 50_000
"""Function calls without input, output or waiting. Ours: real TACL goes on until BREAK, which
here can be pressed only where something is yielded."""

PROBE_CALLS_MAX = 2_000
"""The same for a probe, which runs while the operator is typing."""

_ENGINE_WORDS = frozenset(COMMANDS) | frozenset(FUNCTIONS)
_MARK = re.compile(f"[{METACHARACTERS}{END_OF_LINE}]")
_FUNCTION_NAME = re.compile(f"[^{re.escape(SEPARATORS + METACHARACTERS)}]*")
_LAST_WORD = re.compile(f"[^{re.escape(SEPARATORS)}]*$")
_COMPLETION_ITEM = re.compile(r":?_COMPLETION:([A-Za-z0-9_^]+)", re.IGNORECASE)


@dataclass(slots=True)
class Activation:
    """A routine that is being executed."""

    name: str
    arguments: Arguments
    frame: int
    results: list[str] = field(default_factory=list)
    exception: str = "_CALL"
    filters: set[str] = field(default_factory=set)
    error_lines: Sequence[str] = ()

    def handle(self, exception: str, error_lines: Sequence[str] = ()) -> None:
        """Be invoked again because of an exception, which is no longer filtered then."""
        self.exception = exception
        self.error_lines = error_lines
        self.filters = set()


@dataclass(frozen=True, slots=True)
class _Outcome:
    """What a call became. `runs`: it is text to execute, not a value to display."""

    text: str = ""
    runs: bool = False


@dataclass(slots=True)
class _Bracket:
    """A bracket that is open; `encloses` once a label was seen directly in it."""

    position: int
    encloses: bool = False


class Interpreter:
    """The text engine of one TACL process. `host` is everything else of that process."""

    def __init__(self, host: Host, variables: Variables | None = None) -> None:
        self.host = host
        self.variables = variables if variables is not None else Variables()
        self.held: str | None = None
        """Output that #OUTPUT /HOLD/ keeps back."""
        self.probe: Probe | None = None
        self._activations: list[Activation] = []
        self._depth = 0
        self._calls = 0
        self.calls_max = CALLS_MAX
        """Function calls without an effect after which a line is stopped."""

    # --- the door for TACL's session and commands ---

    @staticmethod
    def needs_more(lines: Sequence[str]) -> bool:
        """Say whether these physical lines are to be continued before they are run."""
        return lexical.needs_more(lines)

    def run(self, text: str) -> Interaction:
        """Run one typed line; `text` holds its physical lines, separated by newlines.

        Raises OperatorError for what TACL cannot take; what was pushed in frames of this line is
        popped then, and output that was held back has been written.
        """
        return self._watched(self._run(text))

    def invoke(self, name: str, arguments: str = "") -> Interaction:
        """Run the variable or function `name` on arguments in which no character is special.

        Raises OperatorError as `run` does.
        """
        return self._watched(self._run_internal(f"{name} {plain(arguments)}"))

    def expand(self, text: str) -> Evaluation:
        """Expand the brackets of `text` and give what it became, without executing it."""
        expanded = yield from self.expanded(assemble(text.split(END_OF_LINE)).text)
        return external(expanded)

    def call(self, name: str, text: str) -> Evaluation:
        """Call the built-in function `name` on plain text; give its result as it is displayed.

        For commands that are a function in other words: `SET VARIABLE v x` is `call("#SET", ...)`.
        """
        outcome = yield from self._function(Call(name, f" {plain(text)}"))
        return external(outcome.text)

    def load(self, lines: Sequence[str], keep: int | None = None) -> list[str]:
        """Load the sections of a library; give the names of the variables (LOAD, #LOAD).

        `keep`: so many levels of each are left (LOAD /KEEP n/). Raises OperatorError before
        anything is loaded if the library cannot be read.
        """
        definitions = read_library(lines)
        for definition in definitions:
            self.variables.define(definition.name, definition.type, definition.text)
            if keep is not None:
                self.variables.keep(definition.name, keep)
        return [definition.name for definition in definitions]

    def complete_routine(self, name: str, text: str) -> list[Completion]:
        """Say what may stand at the end of `text`, typed behind the name of a routine.

        Keywords, tokens and punctuation; live names behind a keyword that has them. An unfinished
        last word is completed.
        """
        found = _LAST_WORD.search(text)
        word = found.group() if found else ""
        before = text[: len(text) - len(word)]
        alternatives = self._probe(name, before).alternatives
        candidates = [(literal, "") for each in alternatives for literal in each.literals]
        if any(each.expected != each.literals for each in alternatives):
            keyword = _LAST_WORD.search(before.rstrip())
            candidates += self.host.names(upshift(keyword.group() if keyword else ""))
        return [
            Completion(candidate, len(word), description)
            for candidate, description in dict.fromkeys(candidates)
            if candidate.startswith(upshift(word))
        ]

    def expected_arguments(self, name: str, text: str) -> list[str]:
        """Say in words what may stand behind `text`, for the hint below the line."""
        alternatives = self._probe(name, text).alternatives
        return list(dict.fromkeys(item for one in alternatives for item in one.expected))

    def wrong_argument(self, name: str, text: str) -> int | None:
        """Give the column of `text` where an argument is wrong, None while it may come right."""
        mismatch = self._probe(name, text).mismatch
        if mismatch is None:
            return None
        column = mismatch.column - 1  # a blank stands before the arguments
        last = _LAST_WORD.search(text)
        typing = last is not None and last.start() == column and bool(last.group())
        return None if typing and _may_become(text[column:], mismatch.alternatives) else column

    # --- for the built-in functions ---

    @property
    def activation(self) -> Activation | None:
        """Give the routine that is being executed."""
        return self._activations[-1] if self._activations else None

    def filtered(self, exception: str) -> bool:
        """Say whether an active routine filters `exception`."""
        return any(exception in activation.filters for activation in self._activations)

    def lookup(self, name: str) -> str | None:
        """Give the text of a variable level, or of an item of `:_COMPLETION`."""
        level = self.variables.find(name)
        if level is not None:
            return level.text
        item = _COMPLETION_ITEM.fullmatch(name)
        return self.host.completion(upshift(item[1])) if item else None

    def integer(self, word: str) -> int | None:
        """Give the value of an integer constant, or of a variable that holds one."""
        value = expression.number(word)
        return value if value is not None else expression.number(self.lookup(word) or "")

    def push_builtin(self, name: str, wrong: OperatorError) -> None:
        """Save the value of a built-in variable. Raises `wrong` when there is none."""
        variable = self.host.builtin_variable(upshift(name))
        if variable is None:
            raise self._missing(name, wrong)
        self.variables.save(upshift(name), variable.value())

    def pop_builtin(self, name: str, wrong: OperatorError) -> None:
        """Restore the value saved last. Raises OperatorError when none was."""
        variable = self.host.builtin_variable(upshift(name))
        if variable is None:
            raise self._missing(name, wrong)
        value = self.variables.unsave(upshift(name))
        if value is None:
            raise OperatorError(messages.NOT_PUSHED, name=upshift(name))
        variable.assign(value)

    def restore_frame(self, frame: int) -> None:
        """Pop what was pushed in frames above `frame`, built-in variables included."""
        for saved in self.variables.restore_frame(frame):
            variable = self.host.builtin_variable(saved.name)
            if variable is not None:
                variable.assign(saved.value)

    def flush(self) -> Evaluation:
        """Write what #OUTPUT /HOLD/ kept back."""
        if self.held is not None:
            line, self.held = self.held, None
            yield line
        return ""

    def nested(self, text: str) -> Interaction:
        """Execute internal text line by line in a buffer of its own."""
        with self._deeper():
            self._count()
            while text:
                line, text = yield from self._expand_line(text)
                if not line.strip(BLANKS):
                    continue
                outcome = yield from self._call(line)
                if outcome.runs:
                    parts = [part for part in (outcome.text, text) if part]
                    text = _bounded(END_OF_LINE.join(parts))
                elif outcome.text:
                    yield from self.flush()
                    name = _function_name(line)
                    yield f"{external(name)} expanded to:"
                    yield from external(outcome.text).split(END_OF_LINE)

    def expanded(self, text: str) -> Evaluation:
        """Expand all brackets of internal text, over all its lines."""
        with self._deeper():
            line, _ = yield from self._expand_line(text, whole=True)
            return line

    # --- expansion ---

    def _run(self, text: str) -> Interaction:
        yield from self._run_internal(assemble(text.split(END_OF_LINE)).text)

    def _run_internal(self, text: str) -> Interaction:
        frame = self.variables.frame
        try:
            yield from self.nested(text)
        except (OperatorError, Break) as stopped:
            self.restore_frame(frame)
            if isinstance(stopped, OperatorError):
                yield from self.flush()
            self.held = None
            raise
        if not self._depth:
            yield from self.flush()

    def _watched(self, program: Interaction) -> Interaction:
        """Pass everything through, and begin to count calls anew where something is yielded."""
        if not self._depth:
            self._calls = 0
        try:
            effect = next(program)
            while True:
                self._calls = 0
                try:
                    reply = yield effect
                except Break as pressed:
                    effect = program.throw(pressed)
                else:
                    effect = program.send(reply)
        except StopIteration:
            return
        finally:
            program.close()

    @contextmanager
    def _deeper(self) -> Iterator[None]:
        if self._depth >= DEPTH_MAX:
            raise OperatorError(messages.ROUTINE_STACK_OVERFLOW)
        self._depth += 1
        try:
            yield
        finally:
            self._depth -= 1

    def _count(self) -> None:
        self._calls += 1
        if self._calls > self.calls_max:
            raise OperatorError(messages.RUNAWAY, limit=self.calls_max)

    def _expand_line(
        self, text: str, *, whole: bool = False
    ) -> Generator[Effect, str | None, tuple[str, str]]:
        """Expand the brackets of the first line, or of all: give it and the text behind it."""
        brackets: list[_Bracket] = []
        enclosures = 0
        position = 0
        while found := _MARK.search(text, position):
            position = found.start()
            mark = found.group()
            if mark == OPEN:
                brackets.append(_Bracket(position))
            elif mark == BAR:
                if brackets and not brackets[-1].encloses:
                    brackets[-1].encloses = True
                    enclosures += 1
            elif mark == CLOSE:
                if not brackets:
                    raise OperatorError(messages.BRACKETS)
                bracket = brackets.pop()
                enclosures -= bracket.encloses
                if not enclosures:
                    outcome = yield from self._call(text[bracket.position + 1 : position])
                    before = text[: bracket.position]
                    text = _bounded(before + outcome.text + text[position + 1 :])
                    position = bracket.position
                    continue
            elif not brackets and not whole:
                return text[:position], text[position + 1 :]
            position += 1
        if brackets:
            raise OperatorError(messages.BRACKETS)
        return text, ""

    def _call(self, content: str) -> Generator[Effect, str | None, _Outcome]:
        """Call what the first word of `content` names."""
        content = content.lstrip(BLANKS)
        while content:
            self._count()
            name = _function_name(content)
            text = content[len(name) :]
            definition = self._definition(name)
            if definition is None:
                return (yield from self._function(Call(name, text)))
            if definition.type is not VariableType.ALIAS:
                return (yield from self._invoke(definition, name, text))
            content = _bounded(definition.text + text)
        return _Outcome()

    def _definition(self, name: str) -> Definition | None:
        """Find the variable or the macro file that `name` means."""
        level = self.variables.find(name)
        if level is not None:
            return Definition(name, level.type, level.text)
        if not name or name.startswith("#") or upshift(name) in _ENGINE_WORDS:
            return None
        lines = self.host.macro_file(external(name))
        return read_macro_file(lines) if lines is not None else None

    def _invoke(
        self, definition: Definition, name: str, text: str
    ) -> Generator[Effect, str | None, _Outcome]:
        if definition.type is VariableType.ROUTINE:
            return _Outcome((yield from self._routine(definition, name, text)))
        body = definition.text
        if definition.type is VariableType.MACRO:
            body = substitute(body, name, text)
        return _Outcome(_bounded(body), runs=True)

    def _function(self, call: Call) -> Generator[Effect, str | None, _Outcome]:
        """Call a built-in function, or have the host execute a command."""
        name = upshift(call.name)
        builtin = FUNCTIONS.get(COMMANDS.get(name, name))
        if builtin is not None:
            result = builtin.function(self, call)
            if not isinstance(result, str):
                result = yield from result
            return _Outcome(result, builtin.runs)
        if name.startswith("#"):
            return _Outcome((yield from self._host_function(call, name)))
        value = self.lookup(call.name)
        if value is not None:
            return _Outcome(plain(value))
        line = external(call.name + call.text).replace(END_OF_LINE, " ").strip()
        if not name:
            raise messages.name_needed(line)
        yield from self.flush()
        yield from self.host.execute(line)
        return _Outcome()

    def _host_function(self, call: Call, name: str) -> Evaluation:
        variable = self.host.builtin_variable(name)
        if variable is not None and not call.argument:
            return plain(variable.value())
        text = external(call.text).replace(END_OF_LINE, " ").strip()
        running = self.host.builtin(name, text)
        if running is None:
            line = f"{external(call.name)} {text}".rstrip()
            raise self._missing(name, messages.name_needed(line))
        result = yield from running
        return plain(result)

    @staticmethod
    def _missing(name: str, otherwise: OperatorError) -> OperatorError:
        if upshift(name) in OTHERS:
            return OperatorError(messages.NOT_MODELLED, what=upshift(name))
        return otherwise

    def _routine(self, definition: Definition, name: str, text: str) -> Evaluation:
        """Execute a routine, again and again while it filters what stops it; give its result."""
        shown = external(name + text).replace(END_OF_LINE, " ").rstrip()
        arguments = Arguments(text, shown, len(name))
        activation = Activation(upshift(name), arguments, self.variables.frame)
        self._activations.append(activation)
        try:
            while True:
                try:
                    yield from self.nested(definition.text)
                except RoutineReturn:
                    pass
                except OperatorError as error:
                    if "_ERROR" not in activation.filters:
                        raise
                    self._count()
                    activation.handle("_ERROR", error.lines)
                    continue
                except Break:
                    if "_BREAK" not in activation.filters:
                        raise
                    activation.handle("_BREAK")
                    continue
                except RaisedException as raised:
                    if raised.name not in activation.filters:
                        raise
                    activation.handle(raised.name)
                    continue
                return END_OF_LINE.join(activation.results)
        finally:
            self._activations.remove(activation)

    def _probe(self, name: str, text: str) -> Probe:
        """Run a routine dry on complete arguments, to learn what it then asks for."""
        trial = Interpreter(DryHost(self.host), self.variables.copy())
        trial.probe = probe = Probe()
        trial.calls_max = PROBE_CALLS_MAX
        definition = self._definition(name)
        if definition is None or definition.type is not VariableType.ROUTINE:
            return probe
        try:
            running = trial._routine(definition, name, f" {plain(text)}")
            for effect in running:
                if not isinstance(effect, str | Block):
                    break
            probe.mismatch = None
        except ProbeEnd:
            probe.mismatch = None
        except OperatorError:
            pass
        return probe


def _may_become(word: str, alternatives: Sequence[Alternative]) -> bool:
    """Say whether the beginning of a word may become one of these arguments."""
    return any(
        each.expected != each.literals
        or any(literal.startswith(upshift(word)) for literal in each.literals)
        for each in alternatives
    )


def _function_name(content: str) -> str:
    found = _FUNCTION_NAME.match(content.lstrip(BLANKS))
    return found.group() if found else ""


def _bounded(text: str) -> str:
    if len(text) > TEXT_BUFFER_MAX:
        raise OperatorError(messages.TEXT_BUFFER_OVERFLOW)
    return text
