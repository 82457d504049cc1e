"""The configuration of one system's domain: documents, loaded, and checked before saving."""

from __future__ import annotations

import json
from dataclasses import asdict, fields
from typing import Any

from catsync import messages
from catsync.domain import (
    Access,
    CatalogType,
    DataStore,
    Domain,
    Export,
    Import,
    Status,
    VolumeGroup,
    check_claims,
)
from nsksim.errors import OperatorError
from nsksim.guardian.system import System
from nsksim.names import CatalogName
from nsksim.world import World

DOMAIN = "DOMAIN"
STORE = "STORE"
GROUP = "GROUP"


class Configuration:
    """The documents of the domain of one system. Ids of stores are found in any case of letters."""

    def __init__(self, world: World, system: System) -> None:
        self._world = world
        self._system = system
        self._database = system.database

    # -- domain -------------------------------------------------------------------------------

    def find_domain(self) -> Domain | None:
        """Find the domain, None where BackBox is not configured."""
        bodies = self._bodies(DOMAIN)
        if not bodies:
            return None
        return read_domain(bodies[0])

    def domain(self) -> Domain:
        """Find the domain. Raises backbox.9902."""
        domain = self.find_domain()
        if domain is None:
            raise OperatorError(messages.NO_DOMAIN, node=self._system.node)
        return domain

    def save_domain(self, domain: Domain) -> None:
        """Keep the domain; there is one on a system."""
        with self._database.transaction():
            self._database.execute("DELETE FROM BACKBOX_DOCUMENT WHERE KIND = ?", [DOMAIN])
            self._insert(DOMAIN, domain.id, asdict(domain))

    # -- stores -------------------------------------------------------------------------------

    def stores(self, access: Access | None = None) -> list[DataStore]:
        """Return the stores by id, those of one access only when it is given."""
        found = [read_store(body) for body in self._bodies(STORE)]
        return [store for store in found if access in (None, store.access)]

    def find_store(self, store_id: str) -> DataStore | None:
        """Find a store by its id."""
        bodies = self._bodies(STORE, store_id)
        return read_store(bodies[0]) if bodies else None

    def store(self, store_id: str) -> DataStore:
        """Find a store by its id. Raises backbox.9905."""
        store = self.find_store(store_id)
        if store is None:
            raise OperatorError(messages.STORE_UNKNOWN, store=store_id, domain=self.domain().id)
        return store

    def save_store(self, store: DataStore) -> None:
        """Keep a store. Raises what `DataStore.check` raises, 9926, 9923 and 9925.

        Other fields of its groups are not looked at: a change of the access (B-05) comes before
        the fields which the new access needs, and an import refuses groups without them (C-02).
        """
        node = self._system.node
        store.check(node, lambda other: self._world.network.knows(str(node), other))
        before = self.find_store(store.id)
        if before is not None and before.type != store.type:
            raise OperatorError(messages.FIXED, field="The type", store=store.id)
        for group in self.groups(store.id):
            group.check_type(store)
            group.check_isolation(store, self.default_filecat(), node)
        self._save(STORE, store.id, asdict(store))

    def delete_store(self, store_id: str) -> None:
        """Take a store and its groups out of the configuration."""
        with self._database.transaction():
            for group in self.groups(store_id):
                self._delete(GROUP, group.id)
            self._delete(STORE, store_id)

    # -- volume groups ------------------------------------------------------------------------

    def groups(self, store_id: str) -> list[VolumeGroup]:
        """Return the groups of a store by id."""
        wanted = store_id.upper()
        return [
            read_group(body) for body in self._bodies(GROUP) if str(body["store"]).upper() == wanted
        ]

    def save_group(self, group: VolumeGroup) -> None:
        """Keep a group. Raises backbox.9905, and what `VolumeGroup.check` and 9924 refuse."""
        store = self.store(group.store)
        group.check(store, self.default_filecat(), self._system.node)
        others = [other for other in self.groups(store.id) if other.id != group.id]
        if store.access is not Access.PRIMARY:
            check_claims([*others, group])
        self._save(GROUP, group.id, asdict(group))

    # -- the system around --------------------------------------------------------------------

    def default_filecat(self) -> str:
        """Give the qualified default FILECAT of MEDIADEFS here, blank when there is none."""
        return self._default("FILECAT")

    def default_volcat(self) -> str:
        """Give the qualified default VOLCAT of MEDIADEFS here, blank when there is none."""
        return self._default("VOLCAT")

    def _default(self, column: str) -> str:
        name = self._database.value(f"SELECT {column} FROM MEDIADEFS")
        return str(CatalogName.parse(name).qualified(self._system.node)) if name else ""

    # -- documents ----------------------------------------------------------------------------

    def _bodies(self, kind: str, name: str | None = None) -> list[dict[str, Any]]:
        rows = self._database.rows(
            "SELECT BODY FROM BACKBOX_DOCUMENT WHERE KIND = ?"
            " AND upper(ID) = coalesce(upper(?), upper(ID)) ORDER BY ID",
            [kind, name],
        )
        return [json.loads(body) for (body,) in rows]

    def _save(self, kind: str, name: str, body: dict[str, Any]) -> None:
        with self._database.transaction():
            self._delete(kind, name)
            self._insert(kind, name, body)

    def _delete(self, kind: str, name: str) -> None:
        self._database.execute(
            "DELETE FROM BACKBOX_DOCUMENT WHERE KIND = ? AND upper(ID) = upper(?)", [kind, name]
        )

    def _insert(self, kind: str, name: str, body: dict[str, Any]) -> None:
        self._database.execute(
            "INSERT INTO BACKBOX_DOCUMENT VALUES (?, ?, ?)",
            [kind, name, json.dumps(body, sort_keys=True)],
        )


def read_domain(body: dict[str, Any]) -> Domain:
    """Make the domain that a document describes. Raises one of MISREAD for another document."""
    return Domain(**{**body, "extractors": tuple(body["extractors"])})


def read_store(body: dict[str, Any]) -> DataStore:
    """Make the store that a document describes. Raises as `read_domain` does."""
    values = {field.name: body[field.name] for field in fields(DataStore)}
    pairs = tuple((old, new) for old, new in body["import_"]["nodes"])
    values["access"] = Access.parse(body["access"])
    values["status"] = Status(body["status"])
    values["export"] = Export(**body["export"])
    values["import_"] = Import(**{**body["import_"], "nodes": pairs})
    return DataStore(**values)


def read_group(body: dict[str, Any]) -> VolumeGroup:
    """Make the group that a document describes. Raises as `read_domain` does."""
    return VolumeGroup(**{**body, "type": CatalogType(body["type"])})
