"""The `backbox` table of a scenario's system: domain, stores, volume groups, volumes, last runs.

Also installs BackPak in the sub-volume of the domain: its program files and the EDIT files of the
macros. Times of a scenario are UTC.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from importlib.resources import files

from catsync import messages
from catsync.catalog import BackPakCatalog, BackPakVolume
from catsync.configuration import Configuration
from catsync.domain import (
    DISK_FILES_DEFAULT,
    DISK_FILES_MAXIMUM,
    ENGINE,
    EXPORT_REPORT,
    EXTRACTOR,
    GATEWAY,
    IMPORT_REPORT,
    MANAGER,
    STARTER,
    Access,
    CatalogType,
    DataStore,
    Domain,
    Export,
    Import,
    Status,
    VolumeGroup,
)
from catsync.run import Direction, Run, Runs, RunStatus, RunType
from catsync.storage import Image, Images
from nsksim.errors import OperatorError
from nsksim.guardian.files import EDIT, OBJECT
from nsksim.guardian.system import System
from nsksim.names import (
    NodeName,
    PoolPattern,
    ProcessName,
    Subvolume,
    TapeLabel,
    file_id_of_label,
)
from nsksim.scenario import Section, quoted
from nsksim.tape.recorded import recorded_reel
from nsksim.world import World

PROGRAMS = (MANAGER, EXTRACTOR, STARTER, ENGINE)
"""Program files that no operator runs by hand; what each does happens in the modules here."""

MACROS = ("BBSETUP", "MACROS", "OBB017")
"""EDIT files in the sub-volume of the domain: two that LOAD reads, and one for OBEY."""

TYPES = {kind.value: kind for kind in CatalogType}

MINUTES = DAYS = range(32_768)
SECONDS = range(1_000_000_000)
PRIORITIES = range(200)
DISK_FILES = range(DISK_FILES_MAXIMUM + 1)
VOLUMES = range(1_000_000)

_KEYS = {
    "Primary Data Store ID": "primary-id",
    "Export Destination": "export.destination",
    "Export Report Location": "export.report",
    "Import Source": "import.source",
    "Import Report Location": "import.report",
    "Nodes Replacement": "import.nodes",
    "Primary Volume Group ID": "primary-id",
    "Volcat": "volcat",
    "Pool": "pool",
    "File Catalog": "filecat",
    "Media Type": "media-type",
}
"""The fields of BackBox pages that a refusal may name, and their keys here."""

_MESSAGE_KEYS = {messages.CATALOG_TYPE: "catalog-type", messages.ISOLATION: "filecat"}
"""The keys that refusals without a field are about."""


def backbox(world: World, system: System, section: Section) -> None:
    """`backbox`: one domain with everything in it."""
    table = section.table("backbox")
    domain = _domain(table)
    configuration = Configuration(world, system)
    configuration.save_domain(domain)
    _install(system, table, domain)
    for entry in table.tables("store"):
        _store(world, system, configuration, entry)
    table.finish()


def _domain(table: Section) -> Domain:
    """Read the domain itself.

    `domain`: its id, which messages begin with
    `catalog-sync`: the licence has the option
    `ems-verbose`: start and end of exports and imports are told to EMS
    `subvolume`: where BackPak is installed
    """
    return Domain(
        id=table.text("domain"),
        catalog_sync=table.boolean("catalog-sync", default=True),
        verbose=table.boolean("ems-verbose", default=False),
        subvolume=table.parsed("subvolume", Subvolume.parse, "$SYSTEM.BBOX").without_node,
        manager=table.parsed("manager", ProcessName.parse, "$BBSV").without_node,
        extractors=tuple(
            name.without_node
            for name in table.all_parsed("extractors", ProcessName.parse, ["$BBEXT"])
        ),
    )


def _install(system: System, table: Section, domain: Domain) -> None:
    """Lay out the files of BackPak.

    `prepared`: BBDBM is SQL compiled and licensed
    """
    owner = system.users.named("SUPER.SUPER")
    if owner is None:
        raise table.problem("domain", f"{system.node} has no user SUPER.SUPER to install BackPak")
    place = Subvolume.parse(domain.subvolume).qualified(system.node)
    objects = [(name, f"simulated program {name}\n".encode()) for name in (*PROGRAMS, GATEWAY)]
    sources = [
        (name, files("catsync").joinpath("macros", f"{name}.tacl").read_bytes()) for name in MACROS
    ]
    with table.reasons("subvolume"):
        for contents, code in ((objects, OBJECT), (sources, EDIT)):
            system.files.write_subvolume(str(place.volume), place.name, contents, owner, code)
    gateway = system.files.find(place.file(GATEWAY))
    if gateway is not None and table.boolean("prepared", default=True):
        system.files.compile(gateway, "$SYSTEM.SQL")
        system.files.license(gateway, licensed=True)


def _store(world: World, system: System, configuration: Configuration, entry: Section) -> None:
    r"""Read a Data Store with its groups and past runs.

    `id`: the Data Store ID, as operators type it
    `type`: the kind of storage, as it is shown
    `primary-id`: the id of the store on the primary side, where it differs
    `replica-lag`: seconds until a written image is in the replica
    """
    store = DataStore(
        id=entry.text("id"),
        access=entry.parsed("access", _access),
        status=entry.choice("status", Status, "ACTIVE"),
        type=entry.text("type", "WINDISK"),
        description=entry.text("description", ""),
        primary_id=entry.text("primary-id", ""),
        replica=entry.parsed("replica", _replica, ""),
        replica_lag=entry.number("replica-lag", SECONDS, 0),
        export=_export(entry.table("export")),
        import_=_import(entry.table("import")),
    )
    if configuration.find_store(store.id):
        raise entry.problem("id", f"{store.id} is there already")
    with _fields(entry):
        configuration.save_store(store)
    replica = store.replica.partition(" ")[0]
    if replica and replica not in world.systems:
        raise entry.problem("replica", f"there is no system {replica}")
    for group in entry.tables("group"):
        _group(world, system, configuration, store, group)
    for run in entry.tables("run"):
        _run(system, store, run)
    entry.finish()


@contextmanager
def _fields(entry: Section) -> Iterator[None]:
    """Turn a refusal of the configuration into a problem with the key of the field it names."""
    try:
        yield
    except OperatorError as error:
        key = _KEYS.get(str(error.values.get("field")), "id")
        raise entry.problem(_MESSAGE_KEYS.get(error.message, key), error.text) from error


def _access(text: str) -> Access:
    """Read one of `PRIMARY`, `SECONDARY`, `RESTRICTED`."""
    try:
        return Access.parse(text)
    except ValueError:
        raise ValueError(f"must be one of {', '.join(Access)}") from None


def _replica(text: str) -> str:
    r"""Read `\NODE store`, the storage a store's images are copied to."""
    if not text:
        return ""
    node, blank, store = text.partition(" ")
    if not blank or not store.strip():
        raise ValueError(f"{quoted(text)} is not of the form \\NODE store")
    return f"{NodeName.parse(node)} {store.strip()}"


def _pair(text: str) -> tuple[str, str]:
    r"""Read `\OLD=\NEW`, blanks around the sign allowed."""
    old, sign, new = (part.strip() for part in text.partition("="))
    if not (old and sign and new):
        raise ValueError(f"{quoted(text)} is not of the form \\OLD=\\NEW")
    return str(NodeName.parse(old)), str(NodeName.parse(new))


def _export(table: Section) -> Export:
    r"""Read the Catalog Sync Export configuration of a PRIMARY store.

    `destination`: `$VOLUME.SUBVOLUME` or `\NODE.$VOLUME.SUBVOLUME`, the staging area; without it no
    exports
    `report`: `$S.#GROUP.NAME`, a spooler location, or `$VOLUME.SUBVOLUME.FILE`
    `check-delay`: minutes between retries, 0 for none
    `full-frequency`: days after which an update becomes a full export, 0 for never
    `priority`: 0 for that of the domain manager
    `disk-files`: whether disk files may be exported
    """
    export = Export(
        destination=table.text("destination", ""),
        report=table.text("report", EXPORT_REPORT),
        check_delay=table.number("check-delay", MINUTES, 0),
        full_frequency=table.number("full-frequency", DAYS, 0),
        priority=table.number("priority", PRIORITIES, 0),
        disk_files=table.boolean("disk-files", default=True),
    )
    table.finish()
    return export


def _import(table: Section) -> Import:
    r"""Read the Catalog Sync Import configuration of a SECONDARY store.

    `source`: `$VOLUME.SUBVOLUME` or `\NODE.$VOLUME.SUBVOLUME`, the staging area
    `report`: `$S.#GROUP.NAME`, a spooler location, or `$VOLUME.SUBVOLUME.FILE`
    `priority`: 0 for that of the domain manager
    `max-disk-files`: Max Number of DISKFILES per TMF Transaction, 0 for the default
    `same-node-name`: do not check that qualified catalog names differ
    `shared-catalog`: do not check that the catalogs are the replica's alone
    `nodes`: Nodes Replacement in the names of disk files; the new node must be known to this system
    """
    values = Import(
        source=table.text("source", ""),
        report=table.text("report", IMPORT_REPORT),
        priority=table.number("priority", PRIORITIES, 0),
        disk_files_maximum=table.number("max-disk-files", DISK_FILES, DISK_FILES_DEFAULT),
        same_node_name=table.boolean("same-node-name", default=False),
        shared_catalog=table.boolean("shared-catalog", default=False),
        nodes=tuple(table.all_parsed("nodes", _pair, [])),
    )
    table.finish()
    return values


def _group(
    world: World, system: System, configuration: Configuration, store: DataStore, entry: Section
) -> None:
    r"""Read a Volume Group with its volumes.

    `volcat`: `\NODE.NAME`, the volume catalog
    `pool`: the pool in it
    `filecat`: `\NODE.NAME`, the file catalog; of a SECONDARY store only
    `media-type`: a tape type of MEDIACOM, such as `CART3480`
    `primary-id`: the id of the group on the primary side, where it differs
    `key-manager`: the id of the key manager of encrypted volumes
    """
    group = VolumeGroup(
        id=entry.text("id"),
        store=store.id,
        type=entry.choice("catalog-type", TYPES, "DSM/TC"),
        volcat=entry.text("volcat", ""),
        pool=entry.text("pool", ""),
        filecat=entry.text("filecat", ""),
        media_type=entry.text("media-type", ""),
        primary_id=entry.text("primary-id", ""),
        key_manager=entry.text("key-manager", ""),
    )
    with _fields(entry):
        configuration.save_group(group)
    volumes: list[BackPakVolume] = []
    for table in entry.tables("volumes"):
        volumes += _volumes(store, group, table)
    with entry.reasons("volumes"):
        _add(system, volumes)
    if store.access is Access.PRIMARY:
        _record(world, system, store, group, volumes)
    entry.finish()


def _volumes(store: DataStore, group: VolumeGroup, entry: Section) -> list[BackPakVolume]:
    """Read volumes that share their times; those unloaded were written by a tape application."""
    labels = [label.value for label in entry.all_parsed("labels", _label)]
    created = entry.instant("created")
    unloaded = entry.instant("unloaded") if "unloaded" in entry else None
    entry.finish()
    return [
        BackPakVolume(
            label=label,
            store=store.id,
            group=group.id,
            media_type=group.media_type,
            created=created,
            unloaded=unloaded,
            written=unloaded is not None,
            key_manager=group.key_manager,
        )
        for label in labels
    ]


def _add(system: System, volumes: Sequence[BackPakVolume]) -> None:
    """Add volumes whose labels must be new in the domain (Q-05)."""
    catalog = BackPakCatalog(system.database)
    labels = [volume.label for volume in volumes]
    taken = catalog.existing(labels) | {label for label in labels if labels.count(label) > 1}
    for label in sorted(taken):
        raise ValueError(f"{label} is in the domain already")
    catalog.add(volumes)


def _label(text: str) -> TapeLabel:
    """Read a label that can name a staging file (F-11)."""
    label = TapeLabel.parse(text)
    file_id_of_label(label)
    return label


def _record(
    world: World,
    system: System,
    store: DataStore,
    group: VolumeGroup,
    volumes: Sequence[BackPakVolume],
) -> None:
    """Make the images of a PRIMARY store from what the tape catalog says, and its replica's.

    The storage has been replicating them before the scenario begins.
    """
    recorded = _recorded(world, system, group)
    images = [
        Image(volume.label, volume.activity, recorded.get(volume.label, b"")) for volume in volumes
    ]
    Images(system.database).write(store.id, images)
    if store.replica:
        node, _, other = store.replica.partition(" ")
        Images(world.system(node).database).write(other, images)


def _recorded(world: World, system: System, group: VolumeGroup) -> dict[str, bytes]:
    """Make the images of a group's tapes that stand alone and hold one file, by label."""
    found: dict[str, bytes] = {}
    if not group.cataloged:
        return found
    media = world.media(system)
    place = (str(group.volume_catalog.qualified(system.node)), group.pool)
    cataloged = media.tapevolumes.matching(
        catalog=group.volume_catalog, pool=PoolPattern(group.pool)
    )
    volumes = {volume.volser: volume for volume in cataloged}
    for entry in media.tapefiles.matching(status="VALID"):
        tapes = media.tapefiles.volumes(entry)
        if (entry.volume_catalog, entry.pool) == place and len(tapes) == 1:
            reel = recorded_reel(system, media, entry, volumes[tapes[0].volser])
            found[tapes[0].volser] = reel.encode()
    return found


def _run(system: System, store: DataStore, entry: Section) -> None:
    """Read a run that ended before the scenario begins.

    `export-id`: `yyyy-mm-dd_hh:mm:ss`
    `volumes`: how many were processed
    """
    direction = entry.choice("direction", Direction)
    exports = direction is Direction.EXPORT
    settings = store.export if exports else store.import_
    started = entry.instant("started")
    runs = Runs(system.database)
    runs.add(
        Run(
            direction=direction.value,
            number=runs.next_number(direction),
            store=store.id,
            type=entry.choice("type", RunType).value,
            disk_files=entry.boolean("disk-files", default=False),
            export_id=entry.text("export-id"),
            process=entry.parsed("process", ProcessName.parse).without_node,
            cpu=0,
            pin=0,
            started=started,
            place=store.export.destination if exports else store.import_.source,
            report=settings.report,
            group_id=255,
            user_id=255,
            status=RunStatus.FINISHED.value,
            ended=entry.instant("ended", started),
            volumes=entry.number("volumes", VOLUMES),
        )
    )
    entry.finish()
