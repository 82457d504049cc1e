"""The network: which systems a system knows, which lines are up, what an unreachable one answers.

Known, reachable and existing are three different things. Knowing is scenario data, not topology.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from nsksim.errors import OperatorError
from nsksim.messages import file_system
from nsksim.store import Database

SCHEMA = """
CREATE TABLE WORLD (NAME VARCHAR NOT NULL, VALUE VARCHAR NOT NULL);
CREATE TABLE SYSTEM (POSITION INTEGER NOT NULL, NODE VARCHAR NOT NULL, NUMBER INTEGER NOT NULL,
    OFFSET_MINUTES INTEGER NOT NULL);
CREATE TABLE KNOWS (NODE VARCHAR NOT NULL, OTHER VARCHAR NOT NULL);
CREATE TABLE LINE (NODE_A VARCHAR NOT NULL, NODE_B VARCHAR NOT NULL, STATE VARCHAR NOT NULL,
    SLOW INTEGER NOT NULL DEFAULT 1);
"""


class LineState(StrEnum):
    """Whether traffic passes."""

    UP = "UP"
    DOWN = "DOWN"


@dataclass(frozen=True, slots=True)
class Line:
    """A line between two systems, in the order of their names. `slow` multiplies work times."""

    node_a: str
    node_b: str
    state: str
    slow: int


class Network:
    """Expand as the operators of all systems see it. Node names are text with the backslash."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def learn(self, node: str, other: str) -> None:
        """Make `other` known to `node`."""
        if not self.knows(node, other):
            self._database.execute("INSERT INTO KNOWS VALUES (?, ?)", [node, other])

    def forget(self, node: str, other: str) -> None:
        """Make `other` unknown to `node`."""
        self._database.execute("DELETE FROM KNOWS WHERE NODE = ? AND OTHER = ?", [node, other])

    def knows(self, node: str, other: str) -> bool:
        """Say whether `other` is in the network as `node` sees it; a node knows itself."""
        if node == other:
            return True
        found = self._database.one(
            "SELECT 1 FROM KNOWS WHERE NODE = ? AND OTHER = ?", [node, other]
        )
        return found is not None

    def known(self, node: str) -> list[str]:
        """Return the systems `node` knows, itself included, by name."""
        rows = self._database.rows(
            "SELECT OTHER FROM KNOWS WHERE NODE = ? UNION SELECT ? ORDER BY 1", [node, node]
        )
        return [name for (name,) in rows]

    def lines(self) -> list[Line]:
        """Return all lines in the order of the names of their ends."""
        rows = self._database.rows("SELECT * FROM LINE ORDER BY NODE_A, NODE_B")
        return [Line(*row) for row in rows]

    def line(self, node: str, other: str) -> Line | None:
        """Find the line between two systems."""
        ends = sorted((node, other))
        row = self._database.one("SELECT * FROM LINE WHERE NODE_A = ? AND NODE_B = ?", ends)
        return Line(*row) if row else None

    def set_line(self, node: str, other: str, state: LineState, slow: int = 1) -> None:
        """Make the line between two systems, or change it."""
        with self._database.transaction():
            self.remove_line(node, other)
            ends = sorted((node, other))
            self._database.execute("INSERT INTO LINE VALUES (?, ?, ?, ?)", [*ends, state, slow])

    def remove_line(self, node: str, other: str) -> None:
        """Take the line between two systems away."""
        self._database.execute(
            "DELETE FROM LINE WHERE NODE_A = ? AND NODE_B = ?", sorted((node, other))
        )

    def slowness(self, node: str, other: str) -> int:
        """Give the factor by which work over the direct line takes longer, 1 without one."""
        line = self.line(node, other)
        return line.slow if line else 1

    def reachable(self, node: str, other: str) -> bool:
        """Say whether lines that are up lead from `node` to `other`, directly or by others."""
        seen, waiting = {node}, [node]
        up = [line for line in self.lines() if line.state == LineState.UP]
        while waiting:
            here = waiting.pop()
            for line in up:
                ends = {line.node_a, line.node_b}
                new = ends - seen if here in ends else set()
                seen |= new
                waiting.extend(new)
        return other in seen

    def check(self, node: str, other: str, name: str) -> None:
        """Refuse what `node` cannot reach now.

        Raises file-system error 18 (unknown system) or 250 (no path) with `name` as typed. Which
        number stands for which case is inferred from the descriptions of 249 and 250.
        """
        if not self.knows(node, other):
            raise OperatorError(file_system.UNKNOWN_SYSTEM, name=name)
        if not self.reachable(node, other):
            raise OperatorError(file_system.PATH_DOWN, name=name)
