"""Guardian and tape names as values.

Every name is a frozen value in canonical (upshifted) form. `parse` reads what was typed and raises
`InvalidName`; `str` gives it back canonically, and `parse(str(name)) == name`. Constructors take
parts that are canonical already and check them. `EXPECTED` holds the words TACL would print after
`Expecting`; of these only "a valid filename template" is documented, the others are ours.

A name that may lack its node offers `qualified(node)`; `local(node)` displays a name as it is seen
from a node. Nothing here knows whether anything exists, and nothing here words a message.
"""

from nsksim.names.file import Defaults, FileName, Subvolume, TemporaryFileName, VolumeName
from nsksim.names.label_file import file_id_of_label, label_of_file_id
from nsksim.names.node import Locatable, Located, NodeName
from nsksim.names.process import (
    DefineName,
    DeviceName,
    ProcessId,
    ProcessName,
    SpoolDestination,
    SpoolLocation,
)
from nsksim.names.refusal import InvalidName, NameKind
from nsksim.names.tape import (
    CatalogName,
    CatalogPattern,
    DriveName,
    LabelPattern,
    NamePattern,
    PoolName,
    PoolPattern,
    TapeFileId,
    TapeFilePattern,
    TapeLabel,
)
from nsksim.names.template import DiskfilePattern, FileTemplate
from nsksim.names.user import Security, UserId, UserName

__all__ = [
    "CatalogName",
    "CatalogPattern",
    "Defaults",
    "DefineName",
    "DeviceName",
    "DiskfilePattern",
    "DriveName",
    "FileName",
    "FileTemplate",
    "InvalidName",
    "LabelPattern",
    "Locatable",
    "Located",
    "NameKind",
    "NamePattern",
    "NodeName",
    "PoolName",
    "PoolPattern",
    "ProcessId",
    "ProcessName",
    "Security",
    "SpoolDestination",
    "SpoolLocation",
    "Subvolume",
    "TapeFileId",
    "TapeFilePattern",
    "TapeLabel",
    "TemporaryFileName",
    "UserId",
    "UserName",
    "VolumeName",
    "file_id_of_label",
    "label_of_file_id",
]
