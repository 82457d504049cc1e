"""Sections of a system that belong to DSM/TC: catalogs, pools, tapes, tape files, disk files.

They go through the doors of the commands: a scenario cannot hold what MEDIACOM would refuse.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from nsksim.dsmtc import (
    LABELS,
    MEDIA_TYPES,
    CatalogKind,
    DumpedFile,
    MediaDefsChange,
    NewTapeFile,
    Retention,
)
from nsksim.dsmtc.attributes import TapeAttributes
from nsksim.dsmtc.recording import LAST_GENERATION
from nsksim.guardian.system import System
from nsksim.names import (
    CatalogName,
    DriveName,
    FileName,
    NodeName,
    PoolName,
    Subvolume,
    TapeFileId,
    TapeLabel,
)
from nsksim.scenario.section import Section
from nsksim.tape.reel import LARGEST_TAPE
from nsksim.world import World

DAY = timedelta(days=1)
GENERATIONS = range(1, LAST_GENERATION + 1)
RETENTION_DAYS = range(36_525)
FILE_BYTES = range(2**62)
TAPE_BYTES = range(1, LARGEST_TAPE + 1)
FILE_CODES = range(65_536)


def catalogs(world: World, system: System, section: Section) -> None:
    """`catalog`: volume and file catalogs with the subvolume they lie in."""
    for entry in section.tables("catalog"):
        kind = entry.choice("kind", CatalogKind)
        name = entry.parsed("name", CatalogName.parse)
        subvolume = entry.parsed("subvolume", Subvolume.parse)
        with entry.reasons("name"):
            world.media(system).catalogs.create(kind, name, subvolume)
        entry.finish()


def pools(world: World, system: System, section: Section) -> None:
    """`pool`: pools of a volume catalog.

    `labels`: the label type it demands of its tapes, or `ANY`
    `type`: the tape type it demands, such as `CART3480`, or `ANY`
    `density`: the density it demands, or `ANY`
    """
    for entry in section.tables("pool"):
        volcat = entry.parsed("volcat", CatalogName.parse)
        name = entry.parsed("name", PoolName.parse)
        attributes = TapeAttributes(
            label=entry.text("labels", "ANY"),
            type=entry.text("type", "ANY"),
            density=entry.text("density", "ANY"),
        )
        with entry.reasons("name"):
            world.media(system).pools.add(
                volcat,
                name,
                attributes,
                autoscratch=entry.boolean("autoscratch", default=True),
                searched=entry.boolean("in-search-space", default=True),
                append=entry.boolean("append", default=False),
            )
        entry.finish()


def mediadefs(world: World, system: System, section: Section) -> None:
    """`mediadefs`: the defaults of the system and its search list."""
    entry = section.table("mediadefs")
    change = MediaDefsChange(
        volcat=_optional(entry, "volcat"),
        filecat=_optional(entry, "filecat"),
        pool=entry.parsed("pool", PoolName.parse) if "pool" in entry else None,
        retention=entry.parsed("retention", Retention.parse, "30"),
    )
    search_list = entry.all_parsed("ssl", NodeName.parse, [str(system.node)])
    defaults = world.media(system).defaults
    with entry.reasons("volcat"):
        defaults.alter(change)
    with entry.reasons("ssl"):
        defaults.alter(MediaDefsChange(search_list=search_list))
    entry.finish()


def _optional(entry: Section, key: str) -> CatalogName | None:
    return entry.parsed(key, CatalogName.parse) if key in entry else None


def tapevolumes(world: World, system: System, section: Section) -> None:
    """`tapevolume`: tapes of a pool, all SCRATCH until a tape file stands on them.

    `label-type`: `ANSI`, `BACKUP` or `IBM`
    `type`: such as `CART3480`
    """
    for entry in section.tables("tapevolume"):
        volcat = entry.parsed("volcat", CatalogName.parse)
        pool = entry.parsed("pool", PoolName.parse)
        labels = entry.all_parsed("labels", TapeLabel.parse)
        attributes = TapeAttributes(
            label=entry.choice("label-type", {word: word for word in LABELS}, "BACKUP"),
            type=entry.text("type"),
        )
        with entry.reasons("labels"):
            space = world.search_space(system)
            world.media(system).tapevolumes.add(volcat, pool, labels, space, attributes=attributes)
        entry.finish()


def tapefiles(world: World, system: System, section: Section) -> None:
    """`tapefile`: the generations of a file id, one tape each, written a day apart."""
    media = world.media(system)
    for entry in section.tables("tapefile"):
        file_id = entry.parsed("file-id", TapeFileId.parse)
        filecat = entry.parsed("filecat", CatalogName.parse)
        volcat = entry.parsed("volcat", CatalogName.parse)
        pool = entry.parsed("pool", PoolName.parse)
        first = entry.number("first-generation", GENERATIONS)
        labels = entry.all_parsed("labels", TapeLabel.parse)
        created = entry.instant("first-created")
        days = entry.number("retention-days", RETENTION_DAYS)
        catalog_files = entry.boolean("catalog-files", default=False)
        with entry.reasons("labels"):
            for position, label in enumerate(labels):
                written = created + position * DAY
                expires = system.local(written).date() + days * DAY
                new = NewTapeFile(
                    filecat=filecat,
                    file_id=file_id,
                    volcat=volcat,
                    pool=pool,
                    created=written,
                    expires=expires,
                    generation=first + position,
                    catalog_files=catalog_files,
                )
                media.recording.close(media.recording.create(new, [label]))
        entry.finish()


def diskfiles(world: World, system: System, section: Section) -> None:
    """`diskfile`: what stands in some generations of a tape file.

    `names`: with their node
    `generations`: numbers as texts, such as `["18", "19"]`
    """
    media = world.media(system)
    for entry in section.tables("diskfile"):
        file_id = entry.parsed("file-id", TapeFileId.parse)
        filecat = entry.parsed("filecat", CatalogName.parse)
        size = entry.number("bytes", FILE_BYTES, 0)
        code = entry.number("code", FILE_CODES, 0)
        names = entry.all_parsed("names", FileName.parse)
        with entry.reasons("file-id"):
            for generation in _integers(entry, "generations"):
                found = media.tapefiles.resolve(filecat, file_id, datetime.min.date(), generation)
                modified = found.created - timedelta(hours=3)
                files = [DumpedFile(name, modified, size, code) for name in names]
                media.diskfiles.record(found, files, found.created)
        entry.finish()


def _integers(entry: Section, key: str) -> list[int]:
    try:
        return [int(text) for text in entry.texts(key)]
    except ValueError:
        raise entry.problem(
            key, 'must be a list of numbers as texts, such as ["18", "19"]'
        ) from None


def capacities(world: World, system: System, section: Section) -> None:
    """`tape-capacity`: how much the tapes of a type hold; others hold 512 MB. All of it is ours.

    `type`: such as `CART3480`
    `bytes`: of disk files; BACKUP goes on on another tape when the next file would be too much
    """
    seen: set[str] = set()
    for entry in section.tables("tape-capacity"):
        media_type = entry.choice("type", {word: word for word in MEDIA_TYPES})
        if media_type in seen:
            raise entry.problem("type", f"the capacity of {media_type} is given twice")
        seen.add(media_type)
        capacity = entry.number("bytes", TAPE_BYTES)
        system.database.execute("INSERT INTO TAPE_CAPACITY VALUES (?, ?)", [media_type, capacity])
        entry.finish()


def drives(world: World, system: System, section: Section) -> None:
    """`tape-drives`: the drives of the system."""
    for name in section.all_parsed("tape-drives", DriveName.parse):
        system.database.execute("INSERT INTO TAPE_DRIVE (NAME) VALUES (?)", [name.without_node])
