"""The system search space: in which systems, and whether, a tape name exists already.

Source: MEDIACOM manual, LABEL TAPEVOLUME; requirements Q-01 to Q-07. The space is all volume
catalogs of the systems of the search list, without the pools that are excluded. The system itself
is always part of it, also when its list does not name it (our choice: mounts are by label, so
labels are unique in a system).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Protocol

from nsksim.errors import OperatorError
from nsksim.messages import file_system, mediacom
from nsksim.names import NodeName, TapeLabel


@dataclass(frozen=True, slots=True)
class Holder:
    """A place where a tape name is cataloged. `catalog` carries its node."""

    label: str
    catalog: str
    pool: str


class Searched(Protocol):
    """A system whose volume catalogs can be searched."""

    @property
    def node(self) -> NodeName:
        """Name the system."""

    def search_list(self) -> tuple[NodeName, ...]:
        """Give the systems of its search list."""

    def holders(self, labels: Sequence[TapeLabel] | None) -> list[Holder]:
        """Find names outside excluded pools; None means every name."""


class SearchSpace:
    """What a system has to look at before it takes a tape name.

    `resolve` gives the catalogs of another system, or raises the OperatorError of the line.
    """

    def __init__(self, home: Searched, resolve: Callable[[NodeName], Searched]) -> None:
        self._home = home
        self._resolve = resolve

    @property
    def nodes(self) -> tuple[NodeName, ...]:
        """Name the systems: this one, then the others of its search list in their order."""
        others = (node for node in self._home.search_list() if node != self._home.node)
        return (self._home.node, *others)

    def holders(
        self,
        labels: Sequence[TapeLabel] | None = None,
        *,
        reachable_only: bool = False,
        here: Sequence[Holder] | None = None,
    ) -> list[Holder]:
        """Find all places of the names, system by system.

        Raises what `resolve` raises, before anything is searched; `reachable_only` passes over
        systems that cannot be reached (OVERRIDE ON). `here` are the places in this system, where
        the caller has looked already.
        """
        systems = []
        for node in self.nodes[1:]:
            try:
                systems.append(self._resolve(node))
            except OperatorError:
                if not reachable_only:
                    raise
        found = list(self._home.holders(labels) if here is None else here)
        return found + [holder for system in systems for holder in system.holders(labels)]

    def check(
        self,
        labels: Sequence[TapeLabel],
        *,
        reachable_only: bool = False,
        here: Sequence[Holder] | None = None,
    ) -> None:
        """Refuse names that exist in the space: mediacom.5922 for the first in the order given.

        The options are those of `holders`.
        """
        found: dict[str, Holder] = {}
        for holder in self.holders(labels, reachable_only=reachable_only, here=here):
            found.setdefault(holder.label, holder)
        for label in labels:
            if label.value in found:
                holder = found[label.value]
                raise OperatorError(
                    mediacom.LABEL_TAKEN, name=label, catalog=holder.catalog, pool=holder.pool
                )

    def duplicates(self) -> list[Holder]:
        """Find names that stand more than once in the space: it should have none (Q-04).

        Systems that cannot be reached are passed over.
        """
        every = self.holders(reachable_only=True)
        times = Counter(holder.label for holder in every)
        return sorted(
            (holder for holder in every if times[holder.label] > 1),
            key=lambda holder: (holder.label, holder.catalog, holder.pool),
        )


@contextmanager
def managed(node: NodeName) -> Iterator[None]:
    """Say with mediacom.603 that the manager at `node` cannot be created: no line leads there."""
    try:
        yield
    except OperatorError as error:
        if error.message is not file_system.PATH_DOWN:
            raise
        raise OperatorError(mediacom.NO_CATALOG_MANAGER, node=node) from error
