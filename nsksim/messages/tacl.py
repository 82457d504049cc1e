"""TACL: what it prints about a line it cannot take.

Three frames, all TACL's own: `*ERROR* text` for a construct that was used wrongly; the same under
the line and a caret, for a name TACL does not know; and the syntax error, which is the line, a
caret and an `Expecting ... Or ...` block without a prefix. Texts marked `DOCUMENTED` are those of
the TACL manual's appendix of error messages; `INFERRED` ones are remembered practice.
"""

from __future__ import annotations

from collections.abc import Sequence

from nsksim.errors import Message, OperatorError, Origin, Severity, Speaker

PREFIXES = {
    Severity.ERROR: "*ERROR* ",
    Severity.WARNING: "*WARNING* ",
    Severity.INFORMATION: "",
}


def _frame(message: Message, text: str) -> list[str]:
    """Put the prefix before the first line."""
    first, *rest = text.split("\n")
    return [PREFIXES[message.severity] + first, *rest]


def _located_frame(message: Message, text: str) -> list[str]:
    """Put the prefix before the last line; the lines above it show the place."""
    *place, last = text.split("\n")
    return [*place, PREFIXES[message.severity] + last]


def _plain_frame(message: Message, text: str) -> list[str]:
    """Print the text as it is."""
    return text.split("\n")


SPEAKER = Speaker("tacl", _frame)
LOCATED = Speaker("tacl", _located_frame)
PLAIN = Speaker("tacl", _plain_frame)

IGNORED = "The statement is not executed; what was done before it stays done."


def _documented(key: str, text: str, cause: str, recovery: str) -> Message:
    return Message(SPEAKER, key, text, cause, IGNORED, recovery, Origin.DOCUMENTED)


def _ours(key: str, text: str, cause: str, recovery: str) -> Message:
    return Message(SPEAKER, key, text, cause, IGNORED, recovery, Origin.OURS)


SYNTAX_ERROR = Message(
    PLAIN,
    "syntax-error",
    "{line}\n{caret}\n{expecting}",
    "Something stands at the caret, or nothing does, where TACL wants one of the things listed.",
    IGNORED,
    "Type the line again with one of the listed things at the place of the caret.",
    Origin.DOCUMENTED,
)
NAME_NEEDED = Message(
    LOCATED,
    "name-needed",
    "{line}\n{caret}\nName variable, built-in, or file needed",
    "The word at the caret is not a variable, not a command or built-in function, and no program"
    " or macro file of that name is on the search list.",
    IGNORED,
    "Correct the word; load the library that defines the macro; or give the full file name.",
    Origin.INFERRED,
)

ILLEGAL_CHARACTER = _documented(
    "illegal-character",
    "Illegal internal character representation",
    "The line contains a character that TACL keeps for its own marks.",
    "Remove the character.",
)
ILLEGAL_LEVEL = _documented(
    "illegal-level",
    "Illegal level number syntax",
    "What follows the period after a variable name is not a level number.",
    "Correct or remove the level number.",
)
ILLEGAL_VARIABLE_NAME = _documented(
    "illegal-variable-name",
    "Illegal variable name syntax",
    "A variable name has 1 to 31 letters, digits, underscores and circumflexes and does not begin"
    " with a digit.",
    "Correct the name.",
)
ILLEGAL_VALUE = _documented(
    "illegal-value",
    "Illegal value",
    "The value is not one that the built-in variable can have.",
    "Look up the values of the built-in variable.",
)
ILLEGAL_FILE_NAME = _documented(
    "illegal-file-name",
    "Illegal filename specification",
    "The name does not have the form of a file name.",
    "Correct the name.",
)
ILLEGAL_PROGRAM_FILE = _documented(
    "illegal-program-file",
    "Illegal program file format",
    "The file is not a program that can be run.",
    "Check that the right file was named.",
)
SECURITY_VIOLATION = _documented(
    "security-violation",
    "Security Violation",
    "The user may not do this to the file.",
    "Log on as a user who may, or have the security of the file changed.",
)
STACK_OVERFLOW = _documented(
    "stack-overflow",
    "Stack overflow",
    "An expression is nested too deeply.",
    "Compute it in steps.",
)
TEXT_BUFFER_OVERFLOW = _documented(
    "text-buffer-overflow",
    "Text buffer overflow",
    "The text being expanded has become longer than the text buffer, often because a macro calls"
    " itself before its last statement.",
    "Make macros smaller, nest them less, and let a macro call itself only as its last statement.",
)
ROUTINE_STACK_OVERFLOW = _documented(
    "routine-stack-overflow",
    "Routine stack overflow",
    "Routines or loops are nested too deeply, often because a routine calls itself without end.",
    "Use a loop in place of the recursion.",
)
NOT_PUSHED = Message(
    SPEAKER,
    "not-pushed",
    "{name} was not pushed",
    "The first level of a built-in variable cannot be popped.",
    IGNORED,
    "Pop only what was pushed.",
    Origin.INFERRED,
)

NOT_MODELLED = _ours(
    "not-modelled",
    "{what} is not modelled by this simulator.",
    "TACL has it, this simulator does not.",
    "Do without it.",
)
BRACKETS = _ours(
    "brackets",
    "Square brackets do not balance.",
    "A bracket is opened and not closed, or closed and not opened.",
    "Balance the brackets; put a tilde before a bracket that is only text.",
)
LABELS = _ours(
    "labels",
    "Vertical lines of labels do not balance.",
    "A label is not closed by a second vertical line.",
    "Close the label; put a tilde before a vertical line that is only text.",
)
LABEL_REPEATED = _ours(
    "label-repeated",
    "Label {label} appears more than once.",
    "Labels of one enclosure must differ; upper and lower case are the same.",
    "Remove one of them.",
)
LABEL_UNEXPECTED = _ours(
    "label-unexpected",
    "{function} needs {labels}.",
    "The enclosure does not have the labels of this function, in their order.",
    "Correct the labels.",
)
BRACE_NESTED = _ours(
    "brace-nested",
    "A comment in braces contains a second left brace.",
    "Comments in braces cannot be nested.",
    "Close the first comment before the second begins.",
)
BRACE_OPEN = _ours(
    "brace-open",
    "A comment in braces is not closed on its line.",
    "The right brace is missing, or the line lacks an ampersand at its end.",
    "Close the comment, or continue the line with an ampersand.",
)
LINE_TOO_LONG = _ours(
    "line-too-long",
    "The line is longer than {limit} characters.",
    "A real TACL cuts such a line, which can make another command of it; this simulator takes"
    " none of it.",
    "Continue the line with an ampersand on the next one.",
)
DUMMY_ARGUMENT = _ours(
    "dummy-argument",
    "%{text}% is not a macro argument.",
    "Between two percent signs of a macro stands a number, an asterisk, or a range n TO m BY k.",
    "Correct it; type a percent sign that is only text twice.",
)
DIVISION_BY_ZERO = _ours(
    "division-by-zero",
    "Division by zero",
    "The right side of a division is zero.",
    "Test it first.",
)
ARITHMETIC_OVERFLOW = _ours(
    "arithmetic-overflow",
    "Arithmetic overflow",
    "The result does not fit a 64-bit number.",
    "Use smaller numbers.",
)
ROUTINE_ONLY = _ours(
    "routine-only",
    "{function} can appear only in a routine.",
    "There is no routine being executed.",
    "Move the statement into a routine.",
)
NOT_FILTERED = _ours(
    "not-filtered",
    "No active routine filters the exception {exception}.",
    "#RAISE needs a routine that named the exception in its #FILTER.",
    "Filter the exception, or do not raise it.",
)
NO_FRAME = _ours(
    "no-frame",
    "There is no frame to remove.",
    "#UNFRAME without a #FRAME before it.",
    "Balance the frames.",
)
RUNAWAY = _ours(
    "runaway",
    "Stopped after {limit} function calls without input, output or waiting.",
    "A macro or loop goes on without end and nobody could see or interrupt it.",
    "Correct the condition that should end it.",
)
DIRECTIVE = _ours(
    "directive",
    "Directive ?{text} is not one this file may have here.",
    "A library has ?SECTION name type, ?FORMAT, ?BLANK and comments; a macro file begins with"
    " ?TACL type.",
    "Correct the directive.",
)
OUTSIDE_SECTION = _ours(
    "outside-section",
    "Text before the first ?SECTION directive.",
    "Statements of a library belong to a section.",
    "Put the text after a ?SECTION directive, or begin the file with ?TACL and run it by name.",
)


def syntax_error(line: str, column: int, expected: Sequence[str]) -> OperatorError:
    """Make the three-part syntax error: the line, a caret at `column` (from 0), what may stand.

    The caret's column is lost in the public copies of the manual; we put it under the start of
    the text that is wrong, or just behind the line when something is missing.
    """
    first, *rest = expected
    expecting = "\n".join([f"Expecting {first}", *(f"Or {item}" for item in rest)])
    return OperatorError(SYNTAX_ERROR, line=line, caret=_caret(column), expecting=expecting)


def name_needed(line: str, column: int = 0) -> OperatorError:
    """Make the error for a command word nobody knows, with a caret at `column` (from 0)."""
    return OperatorError(NAME_NEEDED, line=line, caret=_caret(column))


def _caret(column: int) -> str:
    return " " * column + "^"
