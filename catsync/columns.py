"""How the columns of the BackBox tables are read, and the arguments of what BackBox schedules."""

from __future__ import annotations

from datetime import datetime
from itertools import chain

from catsync import exporter, importer, storage
from catsync.catalog import IDLE, LOADED
from catsync.configuration import DOMAIN, GROUP, STORE, read_domain, read_group, read_store
from catsync.domain import parse_report
from catsync.extractor import RETRY
from catsync.job import Tally
from catsync.run import Direction, RunStatus, RunType
from nsksim.columns import MOST, Columns, Listed, Number, Reader, Text, Years, json_object, word
from nsksim.names import CatalogName, NodeName, PoolName, ProcessName, Subvolume, TapeLabel

_HERE = NodeName("X")


def _domain(text: str) -> None:
    domain = read_domain(json_object(text))
    Subvolume.parse(domain.subvolume)
    for name in (domain.manager, *domain.extractors):
        ProcessName.parse(name)


def _store(text: str) -> None:
    # Not DataStore.check: a change of the access may leave fields that the new one does not have.
    store = read_store(json_object(text))
    for place in filter(None, (store.export.destination, store.import_.source)):
        Subvolume.parse(place)
    for report in (store.export.report, store.import_.report):
        parse_report(report, _HERE)
    for node in chain.from_iterable(store.import_.nodes):
        NodeName.parse(node)
    if store.replica:
        NodeName.parse(store.replica.partition(" ")[0])


def _group(text: str) -> None:
    group = read_group(json_object(text))
    if group.cataloged:
        CatalogName.parse(group.volcat)
        PoolName(group.pool)
        if group.filecat:
            CatalogName.parse(group.filecat)


def _progress(text: str) -> None:
    progress = json_object(text)
    for count in ("batch", "batches", "seconds", "volumes"):
        int(progress[count])
    _, _ = progress["after"]
    for values in progress["tallies"].values():
        unloaded = Tally(**values).unloaded
        if unloaded:
            datetime.fromisoformat(unloaded)
    importer.Done(**progress.get("done", {}))


def _arguments(*names: str) -> Reader:
    """Make the reader of arguments that have these names."""

    def read(text: str) -> None:
        arguments = json_object(text)
        missing = [name for name in names if name not in arguments]
        if missing:
            raise ValueError(f"{text!r} lacks {', '.join(missing)}")

    return read


_ARGUMENTS = {
    exporter.ENDED: _arguments("store", "failed"),
    RETRY: _arguments("store"),
    storage.ARRIVAL: _arguments("from", "store", "to", "label"),
}
_RUNS = """SELECT '{"direction": "' || DIRECTION || '", "number": ' || NUMBER || '}'"""

COLUMNS: Columns = {
    "BACKBOX_DOCUMENT": [
        Text("KIND", word(DOMAIN, STORE, GROUP)),
        Text("BODY", _domain, f"KIND = '{DOMAIN}'"),
        Text("BODY", _store, f"KIND = '{STORE}'"),
        Text("BODY", _group, f"KIND = '{GROUP}'"),
    ],
    "BACKBOX_VOLUME": [
        Text("LABEL", TapeLabel),
        Years("CREATED"),
        Years("UNLOADED"),
        Text("STATE", word(IDLE, LOADED)),
    ],
    "BACKBOX_PENDING": [Text("LABEL", TapeLabel), Years("ACTIVITY")],
    "BACKBOX_RUN": [
        Text("DIRECTION", word(*Direction)),
        Number("NUMBER", 1, MOST),
        Text("TYPE", word(*RunType)),
        Text("PROCESS", ProcessName.parse),
        Years("STARTED"),
        Text("PLACE", Subvolume.parse, f"STATUS = '{RunStatus.RUNNING}'"),
        Text("REPORT", lambda text: parse_report(text, _HERE)),
        Number("JOB", 0, 2**30),
        Text("STATUS", word(*RunStatus)),
        Years("ENDED"),
        Number("VOLUMES", 0, 2**30),
        Number("ERRORS", 0, 2**30),
        Text("PROGRESS", _progress, f"STATUS = '{RunStatus.RUNNING}'"),
        Text("PROGRESS", json_object, f"STATUS <> '{RunStatus.RUNNING}'"),
    ],
    "BACKBOX_IMAGE": [Text("LABEL", TapeLabel), Years("WRITTEN")],
    "TIMER": [
        *(Text("ARGUMENTS", read, f"VERB = '{verb}'") for verb, read in _ARGUMENTS.items()),
        Listed(
            "ARGUMENTS",
            f"{_RUNS} FROM BACKBOX_RUN WHERE STATUS = '{RunStatus.RUNNING}'",
            f"VERB IN ('{exporter.VERB}', '{importer.VERB}')",
        ),
    ],
}
"""The columns of `schema.sql` beside this module, and the arguments of the verbs of catsync."""
