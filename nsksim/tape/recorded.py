"""The content of a tape that was written before the world began: made from what the catalog says.

For scenarios only. A disk file that is still there as it was recorded gives its content, any other
is bytes of zero.
"""

from __future__ import annotations

from nsksim.dsmtc import DiskFile, MediaCatalog, TapeFile, TapeVolume
from nsksim.guardian.system import System
from nsksim.names import FileName
from nsksim.tape.label import FileLabel, LabelType, VolumeLabel
from nsksim.tape.reel import Dump, FileSection, Reel, TapedFile

OWNER = (255, 255)
SECURITY = "NUNU"
"""What a file gets that only the catalog knows: it does not record owner and security."""

OPTIONS = "NO AUDITED, BLOCKSIZE 28, NO IGNORE, NO OPEN, PARTONLY OFF, INDEXES IMPLICIT"
"""What BACKUP prints when it is given no options."""


def recorded_reel(system: System, media: MediaCatalog, entry: TapeFile, volume: TapeVolume) -> Reel:
    """Give a tape with a tape file, alone on it, and the disk files recorded for the file."""
    files = tuple(_file(system, each) for each in media.diskfiles.of_tapefile(entry))
    label = VolumeLabel(volume.volser, LabelType(volume.label), volume.owner or "")
    file_label = FileLabel.of_entry(entry, volume.volser, system.local(entry.created).date())
    dump = Dump(entry.created, system.node, files, OPTIONS)
    return Reel(label, (FileSection(file_label, dump),))


def _file(system: System, recorded: DiskFile) -> TapedFile:
    name = FileName.parse(recorded.name)
    present = system.files.find(name) if name.node == system.node else None
    if present is None:
        content = bytes(recorded.eof)
        owner, security = OWNER, SECURITY
    else:
        same = present.eof == recorded.eof
        content = system.files.read(present) if same else bytes(recorded.eof)
        owner, security = (present.owner_group, present.owner_user), present.security
    return TapedFile(
        name, recorded.code, recorded.modified, *owner, security, licensed=False, content=content
    )
