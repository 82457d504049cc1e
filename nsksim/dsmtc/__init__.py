"""DSM/Tape Catalog: catalogs, pools, tapes, tape files, disk files and media defaults.

`MediaCatalog` is one system's catalogs; `SearchSpace` is what several systems have in common. Rules
are plain values (`status`, `attributes`, `retention`); bulk work is set-based SQL over the tables
of `schema.sql`, which documents every column for those who load them directly.

Names come in as values of `nsksim.names`; rows come out with names as they are stored. Refusals are
`OperatorError` of the speakers `mediacom` and `tape-server`.
"""

from nsksim.dsmtc.attributes import ANY, DENSITIES, LABELS, MEDIA_TYPES, TapeAttributes, serving
from nsksim.dsmtc.catalog import Catalog, CatalogKind, Catalogs, noted_catalog
from nsksim.dsmtc.diskfile import (
    SOURCE_COLUMNS,
    DiskFile,
    DiskFileLine,
    DiskFiles,
    DumpedFile,
    RecoverableFile,
    TapePlace,
)
from nsksim.dsmtc.ending import Cleanup
from nsksim.dsmtc.media import MediaCatalog
from nsksim.dsmtc.mediadefs import (
    Compression,
    MediaDefaults,
    MediaDefs,
    MediaDefsChange,
    SupportLevel,
)
from nsksim.dsmtc.output import OutputChoice, OutputRequest, OutputTapes
from nsksim.dsmtc.pool import Pool, PoolChange, Pools
from nsksim.dsmtc.query import EntryFilter
from nsksim.dsmtc.recording import LAST_VERSION, NEW_VERSION, NewTapeFile
from nsksim.dsmtc.retention import Retention
from nsksim.dsmtc.search import Holder, SearchSpace, managed
from nsksim.dsmtc.status import PROTECTED, TapeStatus
from nsksim.dsmtc.tapefile import (
    ListedTapeFile,
    Selection,
    SetFile,
    SetVolume,
    TapeFile,
    TapeFiles,
)
from nsksim.dsmtc.tapeinquiry import TapeInquiry, TapeVolumeLine
from nsksim.dsmtc.tapeset import HeldTape
from nsksim.dsmtc.tapevolume import TapeVolume, TapeVolumes, VolumeFilter, check_once

__all__ = [
    "ANY",
    "DENSITIES",
    "LABELS",
    "LAST_VERSION",
    "MEDIA_TYPES",
    "NEW_VERSION",
    "PROTECTED",
    "SOURCE_COLUMNS",
    "Catalog",
    "CatalogKind",
    "Catalogs",
    "Cleanup",
    "Compression",
    "DiskFile",
    "DiskFileLine",
    "DiskFiles",
    "DumpedFile",
    "EntryFilter",
    "HeldTape",
    "Holder",
    "ListedTapeFile",
    "MediaCatalog",
    "MediaDefaults",
    "MediaDefs",
    "MediaDefsChange",
    "NewTapeFile",
    "OutputChoice",
    "OutputRequest",
    "OutputTapes",
    "Pool",
    "PoolChange",
    "Pools",
    "RecoverableFile",
    "Retention",
    "SearchSpace",
    "Selection",
    "SetFile",
    "SetVolume",
    "SupportLevel",
    "TapeAttributes",
    "TapeFile",
    "TapeFiles",
    "TapeInquiry",
    "TapePlace",
    "TapeStatus",
    "TapeVolume",
    "TapeVolumeLine",
    "TapeVolumes",
    "VolumeFilter",
    "check_once",
    "managed",
    "noted_catalog",
    "serving",
]
