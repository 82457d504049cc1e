"""The copies of a tape file: which of their tapes can be read now."""

from __future__ import annotations

from contextlib import suppress
from datetime import date

from nsksim.dsmtc import MediaCatalog, Selection, SetVolume, TapeFile, TapeStatus, TapeVolume
from nsksim.errors import OperatorError
from nsksim.names import CatalogName, PoolName, TapeFileId, TapeFilePattern, TapeLabel
from nsksim.tape.drive import TapeSource

READABLE = frozenset({TapeStatus.ASSIGNED, TapeStatus.FULL})
"""What a tape may be that is read."""


class Copies:
    """The copies of tape files in the file catalogs of one system, whose local date is `today`."""

    def __init__(self, media: MediaCatalog, today: date) -> None:
        self._media = media
        self._today = today

    def others(self, source: TapeSource) -> list[TapeFile]:
        """Find the other copies whose tapes can be read.

        Parallel ones, which have the same physical copy, come before those of other series.
        """
        pattern = TapeFilePattern.only(TapeFileId(source.file_id))
        wanted = Selection(pattern, source.generation, source.version, None, None)
        found = self._media.tapefiles.select(source.filecat, wanted, self._today)
        others = [
            entry
            for entry in found
            if TapeSource.of(entry, self._media.node) != source
            and all(map(self.readable, self._media.tapefiles.volumes(entry)))
        ]
        return sorted(others, key=lambda entry: entry.physical_copy != source.physical_copy)

    def readable(self, place: SetVolume) -> bool:
        """Say whether a tape can be read, as far as its catalogs can be asked."""
        volume = self.volume(place)
        return volume is not None and volume.status in READABLE

    def volume(self, place: SetVolume) -> TapeVolume | None:
        """Find a tape of a tape file in its catalogs, None where they cannot be asked."""
        volcat = CatalogName.parse(place.volume_catalog)
        with suppress(OperatorError):
            tapevolumes = self._media.at(volcat.node).tapevolumes
            return tapevolumes.find(volcat, PoolName(place.pool), TapeLabel(place.volser))
        return None
