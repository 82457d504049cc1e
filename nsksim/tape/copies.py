"""The copies of a tape file: which of their tapes can be read now."""

from __future__ import annotations

from datetime import date

from nsksim.dsmtc import MediaCatalog, Selection, SetVolume, TapeFile, TapeStatus, TapeVolume
from nsksim.names import (
    CatalogName,
    LabelPattern,
    PoolPattern,
    TapeFileId,
    TapeFilePattern,
    TapeLabel,
)
from nsksim.tape.drive import TapeSource

READABLE = frozenset({TapeStatus.ASSIGNED, TapeStatus.FULL})
"""What a tape may be that is read."""


class Copies:
    """The copies of tape files in the catalogs of one system, whose local date is `today`."""

    def __init__(self, media: MediaCatalog, today: date) -> None:
        self._media = media
        self._today = today

    def others(self, source: TapeSource) -> list[TapeFile]:
        """Find the other copies whose tapes are of this system and can be read.

        Parallel ones, which have the same physical copy, come before those of other series.
        """
        pattern = TapeFilePattern.only(TapeFileId(source.file_id))
        wanted = Selection(pattern, source.generation, source.version, None, None)
        found = self._media.tapefiles.select(CatalogName(source.catalog), wanted, self._today)
        others = [
            entry
            for entry in found
            if TapeSource.of(entry) != source and all(map(self.readable, self._places(entry)))
        ]
        return sorted(others, key=lambda entry: entry.physical_copy != source.physical_copy)

    def readable(self, place: SetVolume) -> bool:
        """Say whether a tape is of this system and can be read."""
        volume = self.volume(place)
        return volume is not None and volume.status in READABLE

    def volume(self, place: SetVolume) -> TapeVolume | None:
        """Find a tape of a tape file in the catalogs of this system."""
        volcat = CatalogName.parse(place.volume_catalog)
        if volcat.node not in (None, self._media.node):
            return None
        found = self._media.tapevolumes.matching(
            LabelPattern.only(TapeLabel(place.volser)),
            catalog=volcat,
            pool=PoolPattern(place.pool),
        )
        return found[0] if found else None

    def _places(self, entry: TapeFile) -> list[SetVolume]:
        return self._media.tapefiles.volumes(entry)
