"""From the text of a grammar to a parser and to one tree per rule.

Owns everything that knows Lark: the text that is joined from the fragments, the terminals, the
stepping parser. It refuses (TypeError, our own mistake) a grammar from which the rest could not be
derived.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from lark import Lark, Token, Tree
from lark.exceptions import UnexpectedInput
from lark.grammar import NonTerminal, Terminal
from lark.lexer import PatternRE, PatternStr, TerminalDef
from lark.parsers.lalr_interactive_parser import InteractiveParser

from nsksim.language import rule
from nsksim.language.rule import Choice, Field, Maybe, Node, Options, Place, Repeat, Symbol, Word

KEYWORD_PRIORITY = 100
"""Above every operand terminal: where both may stand, a keyword is a keyword."""

_PRELUDE = r"""
start: command
%ignore /[ \t]+/
_WORD: /"[^"]*"|[^\s{delimiters}"]+/
_LINE: /\S.*/
"""
_FIRST_EXTENSION = re.compile(r"^%extend\s+(?=command\s*:)", re.MULTILINE)
_DEFINITION = re.compile(r"^command\s*:", re.MULTILINE)

GrammarTree = Tree[object]


@dataclass(frozen=True, slots=True)
class Advance:
    """How far a line could be read: the tokens, and the column of the first mistake if any."""

    tokens: tuple[Token, ...]
    parser: InteractiveParser
    mistake: int | None

    @property
    def accepted(self) -> frozenset[str]:
        """Name the terminals that may stand next, `$END` among them at a possible end."""
        accepts: Callable[[], set[str]] = self.parser.accepts
        return frozenset(accepts())


class Grammar:
    """The grammar of one language, ready to parse.

    `required` names, by rule of a statement, the fields without a default: options among them are
    printed without brackets.
    """

    def __init__(
        self,
        fragments: Sequence[str],
        delimiters: str,
        required: Mapping[str, frozenset[str]],
    ) -> None:
        self.delimiters = delimiters
        self.fragments = tuple(fragments)
        self._word = re.compile(rf'"[^"]*"?|[^\s"{re.escape(delimiters)}]+|\S')
        self.words: dict[str, Word] = {}
        """The terminals that are plain strings, by name."""
        self.lark = Lark(
            _joined_text(fragments, delimiters),
            parser="lalr",
            lexer="contextual",
            keep_all_tokens=True,
            maybe_placeholders=False,
            edit_terminals=self._ends_with_the_word,
        )
        reader = _RuleReader(self.lark, self.words)
        nobody: frozenset[str] = frozenset()
        self.rules = {
            name: reader.statement(name, required.get(name, nobody)) for name in reader.commands
        }
        """The rules of the statements, in the order of the grammar."""

    @property
    def places(self) -> frozenset[str]:
        """Name the operand terminals that are used."""
        return frozenset[str]().union(*(node.places for node in self.rules.values()))

    def _ends_with_the_word(self, terminal: TerminalDef) -> None:
        """Let a keyword match only a whole word, so that ADD POOLNEW does not add the pool NEW."""
        pattern = terminal.pattern
        if not isinstance(pattern, PatternStr):
            return
        word = Word(pattern.value.upper())
        self.words[terminal.name] = word
        if not word.keyword:
            return
        if "i" not in pattern.flags and not pattern.value.isdigit():
            raise TypeError(f'the keyword "{pattern.value}" has to be written "{pattern.value}"i')
        whole = rf"{re.escape(pattern.value)}(?![^\s{re.escape(self.delimiters)}])"
        terminal.pattern = PatternRE(whole, pattern.flags)
        terminal.priority = KEYWORD_PRIORITY

    def symbol(self, token: Token) -> Symbol:
        """Say what a token is: a word of the grammar or an operand."""
        return self.words.get(token.type) or Place(token.type)

    def word_at(self, text: str, column: int) -> str:
        """Give the word or mark that stands at `column`, empty at the end of the text."""
        found = self._word.match(text, column)
        return found.group() if found else ""

    def advance(self, text: str) -> Advance:
        """Read `text` as far as it goes."""
        parser = self.lark.parse_interactive(text)
        tokens: list[Token] = []
        try:
            tokens.extend(parser.iter_parse())
        except UnexpectedInput as mistake:
            # The failed step may already have reduced rules on the way; a fresh parser has not.
            column = mistake.pos_in_stream or 0
            return replace(self.advance(text[:column]), mistake=column)
        return Advance(tuple(tokens), parser, None)

    def tree(self, text: str) -> Tree[Token] | Advance:
        """Parse a line into the tree of its statement, or say how far it could be read."""
        reached = self.advance(text)
        if reached.mistake is not None or "$END" not in reached.accepted:
            return reached
        finish: Callable[[], Tree[Token]] = reached.parser.feed_eof
        command = finish().children[0]
        assert isinstance(command, Tree)  # `start: command` stands in the prelude
        statement = command.children[0]
        assert isinstance(statement, Tree)  # _RuleReader.commands checked it
        return statement


def _joined_text(fragments: Sequence[str], delimiters: str) -> str:
    """Join the fragments into one text: names imported from text to text would be renamed."""
    text = "\n".join(fragments)
    if not _DEFINITION.search(text):
        text = _FIRST_EXTENSION.sub("", text, count=1)
    ends = re.escape(delimiters).replace("/", r"\/")  # a slash would end Lark's regular expression
    return _PRELUDE.replace("{delimiters}", ends) + text


def field_name(rule_name: str) -> str:
    """Give the name of the field a sub-rule fills: `tapefile__status` fills `status`."""
    return rule_name.rpartition("__")[2]


class _RuleReader:
    """Turns the rules as Lark read them into nodes."""

    def __init__(self, lark: Lark, words: dict[str, Word]) -> None:
        self._words = words
        self._rules: dict[str, GrammarTree] = {}
        for name, parameters, tree, options in lark.grammar.rule_defs:
            if parameters or options.expand1:
                raise TypeError(f"rule {name}: templates and ?rules have no syntax to print")
            self._rules[str(name)] = tree
        self._known: dict[str, Node] = {}
        self._open: list[str] = []
        self.commands = list(self._alternatives())

    def _alternatives(self) -> Iterator[str]:
        alternatives = self._node(self._rules["command"], naming=True)
        for node in alternatives.inner if isinstance(alternatives, Choice) else (alternatives,):
            if not isinstance(node, Field):
                raise TypeError(f"command: {node.syntax()} is not the name of a rule")
            yield node.rule

    def statement(self, name: str, required: frozenset[str]) -> Node:
        """Read the rule of a statement."""
        node = _with_options(self._rule(name), required)
        _check_statement(name, node)
        return node

    def _rule(self, name: str) -> Node:
        if name in self._open:
            raise TypeError(f"rule {name} contains itself: make it one operand")
        if name not in self._known:
            self._open.append(name)
            self._known[name] = self._node(self._rules[name])
            self._open.pop()
        return self._known[name]

    def _node(self, tree: object, *, naming: bool = False) -> Node:
        if isinstance(tree, NonTerminal):
            return self._reference(str(tree.name), naming=naming)
        if isinstance(tree, Terminal):
            return self._words.get(tree.name) or Place(tree.name)
        if isinstance(tree, Tree):
            return self._composed(str(tree.data), list(tree.children), naming=naming)
        raise TypeError(f"{self._where}: {tree} is not understood")

    def _composed(self, kind: str, children: list[object], *, naming: bool) -> Node:
        match kind:
            case "expansions":
                return _choice([self._node(child, naming=naming) for child in children])
            case "expansion" | "value":
                return rule.sequence(*(self._node(child, naming=naming) for child in children))
            case "maybe":
                return _maybe(self._node(children[0]))
            case "expr":
                return self._repeated(children)
            case "literal":
                return self._literal(str(children[0]))
        raise TypeError(f"{self._where}: {kind} has no syntax to print")

    @property
    def _where(self) -> str:
        return f"rule {self._open[-1] if self._open else 'command'}"

    def _reference(self, name: str, *, naming: bool) -> Node:
        if name.startswith("_"):
            return self._rule(name)
        return Field(field_name(name), name, rule.NOTHING if naming else self._rule(name))

    def _repeated(self, children: list[object]) -> Node:
        node = self._node(children[0])
        if node.empty:
            raise TypeError(f"{self._where}: what may be left out cannot be repeated")
        match [str(child) for child in children[1:]]:
            case ["?"]:
                return _maybe(node)
            case ["*"]:
                return Repeat(node)
            case ["+"]:
                return Repeat(node, 1)
        raise TypeError(f"{self._where}: a repetition with ~ has no syntax to print")

    def _literal(self, text: str) -> Node:
        if not text.startswith('"'):
            raise TypeError(f"{self._where}: {text} has to be a named terminal")
        return Word(str(ast.literal_eval(text.removesuffix("i"))).upper())


def _choice(nodes: list[Node]) -> Node:
    flat = [part for node in nodes for part in (node.parts if isinstance(node, Choice) else [node])]
    given = tuple(dict.fromkeys(node for node in flat if node != rule.NOTHING))
    chosen = given[0] if len(given) == 1 else Choice(given)
    return chosen if rule.NOTHING not in flat else _maybe(chosen)


def _maybe(node: Node) -> Node:
    return node if node.empty else Maybe(node)


def _with_options(node: Node, required: frozenset[str]) -> Node:
    """Replace the repetitions in the rule of a statement by options in free order."""
    match node:
        case Choice(parts):
            return _choice([_with_options(part, required) for part in parts])
        case Maybe(part):
            return _maybe(_with_options(part, required))
        case Repeat(part, minimum):
            return _options(part, minimum, required)
        case rule.Sequence(parts):
            done: list[Node] = []
            for part in parts:
                changed = _with_options(part, required)
                if isinstance(changed, Options) and isinstance(part, Repeat):
                    changed = _with_the_first(changed, done)
                done.append(changed)
            return rule.sequence(*done)
    return node


def _options(part: Node, minimum: int, required: frozenset[str]) -> Options:
    *before, last = part.inner if isinstance(part, rule.Sequence) else (part,)
    choices = last.inner if isinstance(last, Choice) else (last,)
    fields = tuple(choice for choice in choices if isinstance(choice, Field))
    if len(fields) < len(choices) or not all(isinstance(word, Word) for word in before):
        raise TypeError(f"{Repeat(part).syntax()}: a list stands inside the sub-rule of its field")
    needed = required.intersection(field.name for field in fields)
    return Options(rule.sequence(*before), fields, minimum=minimum, required=needed)


def _with_the_first(options: Options, before: list[Node]) -> Options:
    """Take in the first option where it is written out: `option ("," option)*`."""
    fields = options.choices
    first: Node = Choice(fields) if len(fields) > 1 else fields[0]
    if not before or before[-1] != first:
        return options
    before.pop()
    if before and before[-1] == options.separator:
        before.pop()
        return replace(options, minimum=1)
    return replace(options, leading=False, minimum=1)


def _check_statement(name: str, node: Node) -> None:
    if isinstance(node, Place):
        raise TypeError(f"rule {name}: {node.terminal} has to stand in the sub-rule of a field")
    if not isinstance(node, Field):
        for part in node.inner:
            _check_statement(name, part)
