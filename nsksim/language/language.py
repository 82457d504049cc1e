"""A command language: from typed lines to statements and back, and all that is derived on the way.

A language is made of its statement classes, its operand types and the fragments of its grammar. It
is built when it is first used, because building costs more than starting a program.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from lark import Token, Tree

from nsksim.interaction import Completion
from nsksim.language.completion import Completer
from nsksim.language.declaration import (
    Declaration,
    declarations,
    default_values,
    required_fields,
)
from nsksim.language.fragments import fragments
from nsksim.language.grammar import Grammar, field_name
from nsksim.language.manual import Entry, Manual
from nsksim.language.operand import Operand
from nsksim.language.problem import ParseProblem
from nsksim.language.rule import Field, Node
from nsksim.language.statement import Statement, rule_name
from nsksim.language.values import Reader, Writer


@dataclass(frozen=True, slots=True)
class LineReader:
    """A language in the hands of one program: what `nsksim.interaction.Read` wants."""

    language: Language
    context: object

    def complete(self, text: str) -> list[Completion]:
        """Give what may stand at the end of `text`."""
        return self.language.complete(text, self.context)

    def hint(self, text: str) -> str:
        """Give the remaining syntax after `text`."""
        return self.language.hint(text)

    def error_at(self, text: str) -> int | None:
        """Give the column where `text` goes wrong, None while it may still become right."""
        return self.language.error_at(text)


class Language:
    """The language of one program.

    The grammar is joined from the folder `grammars/<name>` and from `sources`, further fragments
    as text (those of a plug-in). `delimiters` are the characters, besides a blank, at which a
    word ends. A declaration that does not fit raises TypeError at the first use. `statements` may
    be a function that gives them, for a language whose commands a start need not load.
    """

    def __init__(
        self,
        name: str,
        statements: Iterable[type[Statement]] | Callable[[], Iterable[type[Statement]]],
        operands: Mapping[str, Operand[Any]],
        sources: Iterable[str] = (),
        *,
        delimiters: str = ",;()",
    ) -> None:
        self.name = name
        self._statements = statements
        self.operands = dict(operands)
        self.sources = tuple(sources)
        self.delimiters = delimiters

    def extended(
        self,
        statements: Iterable[type[Statement]],
        operands: Mapping[str, Operand[Any]],
        sources: Iterable[str],
    ) -> Language:
        """Give this language with what a plug-in adds to it."""
        return Language(
            self.name,
            (*self.statements, *statements),
            {**self.operands, **operands},
            (*self.sources, *sources),
            delimiters=self.delimiters,
        )

    @cached_property
    def statements(self) -> tuple[type[Statement], ...]:
        """The statement classes."""
        return tuple(self._statements() if callable(self._statements) else self._statements)

    @cached_property
    def grammar(self) -> Grammar:
        """The grammar, joined and compiled."""
        required = {rule_name(each): required_fields(each) for each in self.statements}
        return Grammar([*fragments(self.name), *self.sources], self.delimiters, required)

    @cached_property
    def declarations(self) -> dict[str, Declaration]:
        """The statements with their rules, by rule name in the order of the grammar."""
        return declarations(self.grammar, self.statements, self.operands)

    @cached_property
    def _completer(self) -> Completer:
        return Completer(self.grammar, self.declarations, self.operands)

    @cached_property
    def _manual(self) -> Manual:
        return Manual(self.declarations)

    def parse(self, line: str) -> Statement:
        """Read a typed line.

        Raises ParseProblem when it is not a statement of this language, and whatever an operand
        type or the statement itself refuses with (OperatorError).
        """
        known = self.declarations
        tree = self.grammar.tree(line)
        if not isinstance(tree, Tree):
            column = len(line.rstrip()) if tree.mistake is None else tree.mistake
            raise self._problem(line, column)
        declaration = known[str(tree.data)]
        given = self._fields(line, declaration, tree)
        reader = Reader(self.grammar.symbol, lambda token: self._value(line, token))
        values = {field.name: reader.field(field, branch) for field, branch in given}
        return declaration.statement(**values)

    def _fields(
        self, line: str, declaration: Declaration, tree: Tree[Token]
    ) -> list[tuple[Field, Tree[Token]]]:
        given: dict[str, tuple[Field, Tree[Token]]] = {}
        for branch in tree.children:
            if not isinstance(branch, Tree):
                continue
            name = field_name(str(branch.data))
            if name in given:
                token = next(branch.scan_values(lambda _: True))
                raise self._problem(line, token.start_pos or 0, repeated=str(token).upper())
            given[name] = (declaration.node.fields[name], branch)
        if not required_fields(declaration.statement) <= given.keys():
            column = len(line.rstrip())
            raise ParseProblem(line, column, "", self._completer.missing(line))
        return list(given.values())

    def _value(self, line: str, token: Token) -> object:
        operand = self.operands[token.type]
        try:
            return operand.parse(str(token))
        except ValueError as cause:
            column = token.start_pos or 0
            expected = (operand.description,)
            raise ParseProblem(line, column, str(token), expected, cause=cause) from cause

    def _problem(self, line: str, column: int, *, repeated: str | None = None) -> ParseProblem:
        found = self.grammar.word_at(line, column)
        expected = self._completer.expected(line[:column])
        return ParseProblem(line, column, found, expected, repeated=repeated)

    def text(self, statement: Statement) -> str:
        """Write a statement as a line: `parse(text(statement)) == statement`.

        Raises ValueError when the grammar cannot say it.
        """
        declaration = self._declaration(type(statement))
        defaults = default_values(type(statement))
        values = {name: getattr(statement, name) for name in declaration.node.fields}
        given = {name for name in values if name not in defaults or values[name] != defaults[name]}
        writer = Writer(self.operands)
        return writer.statement(declaration.node, values, frozenset(given))

    def rule(self, statement: type[Statement]) -> Node:
        """Give the rule of a statement class as a tree."""
        return self._declaration(statement).node

    def choices(self, statement: type[Statement], field: str) -> tuple[str, ...]:
        """Give the words of a field whose rule is a choice of nothing but words."""
        body = self.rule(statement).fields[field].body
        return tuple(part.choice for part in (body, *body.inner) if part.choice)

    def syntax(self, statement: type[Statement]) -> str:
        """Give the syntax of a statement class on one line."""
        return self.rule(statement).syntax()

    def _declaration(self, statement: type[Statement]) -> Declaration:
        return self.declarations[rule_name(statement)]

    def complete(self, text: str, context: object) -> list[Completion]:
        """Give what may stand at the end of `text`; `context` is for the providers of names."""
        return self._completer.complete(text, context)

    def hint(self, text: str) -> str:
        """Give the remaining syntax after `text`, for the bottom bar."""
        return self._completer.hint(text)

    def expected(self, text: str) -> tuple[str, ...]:
        """Say in words what may follow `text`, which ends before a word."""
        return self._completer.expected(text)

    def error_at(self, text: str) -> int | None:
        """Give the column (from 0) where `text` goes wrong, None while it may become right."""
        return self._completer.error_at(text)

    def reader(self, context: object) -> LineReader:
        """Give the reader of lines whose live names come from `context`."""
        return LineReader(self, context)

    def help(self, words: str = "") -> list[str]:
        """Give the lines of HELP for the commands that begin with `words`.

        Raises ParseProblem, about `words`, when there is no such command.
        """
        found = self._manual.help(words)
        if found is None:
            reached = self.grammar.advance(words)
            column = len(words) if reached.mistake is None else reached.mistake
            raise self._problem(words, column)
        return found

    def reference(self) -> Iterator[Entry]:
        """Give all commands by name, for the reference page and the coverage table."""
        return self._manual.entries()
