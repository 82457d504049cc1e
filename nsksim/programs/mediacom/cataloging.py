"""ADD TAPEFILE: the file of a tape, entered in the catalogs from the labels on the tape.

Source: MEDIACOM manual, 2-18 to 2-20; DSM/TC Programming Manual, 71 and 129. The public pages tell
of tapes that are SCRATCH. That a further file of a set is added while its tapes are ASSIGNED for
the others, in whatever order, is inferred: all files of a set are in one file catalog (rule F6).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from nsksim.dsmtc import (
    CatalogKind,
    MediaCatalog,
    NewTapeFile,
    Selection,
    TapeFile,
    TapeStatus,
    TapeVolume,
)
from nsksim.errors import OperatorError
from nsksim.messages import mediacom as messages
from nsksim.names import CatalogName, PoolName, TapeFileId, TapeFilePattern, TapeLabel
from nsksim.programs.mediacom.mounting import Mounting
from nsksim.tape import FileLabel, FileSection, TapeDrive, home_in

LabeledFile = tuple[FileSection, FileLabel]
"""A file on a tape, and its label."""

MODES = {"USER": "USER", "BFM": "BKFI", "BVM": "BKVO"}
"""What MODE is in the catalog; the words are those of the programmatic interface."""

RECORD_FORMATS = {"F": "FI", "U": "UN"}
"""What the catalog has for a record format of the label."""


@dataclass(frozen=True, slots=True)
class Described:
    """What the command says of a file that begins on the tape; None as the label has it."""

    expires: date | None
    mode: str | None
    comment: str

    @property
    def given(self) -> str | None:
        """Name the first option that was given."""
        options = {"EXPIRATION": self.expires, "MODE": self.mode, "COMMENT": self.comment}
        return next((name for name, value in options.items() if value), None)


@dataclass(frozen=True, slots=True)
class Cataloging:
    """One tape file that is to be cataloged, and where."""

    files: MediaCatalog
    """The catalogs of the system of `filecat`."""
    tapes: MediaCatalog
    """Those of the system of `volcat`, which may be another."""
    mounting: Mounting
    file_id: TapeFileId
    filecat: CatalogName
    volcat: CatalogName
    pool: PoolName | None
    index: int
    """VOLUMEINDEX: which tape of its set is on the drive."""

    def check(self) -> None:
        """Refuse catalogs and a pool that are not there, before a tape is waited for.

        Raises mediacom.5920 and 5998.
        """
        self.files.catalogs.check(CatalogKind.FILECAT, self.filecat)
        self.tapes.catalogs.check(CatalogKind.VOLCAT, self.volcat)
        if self.pool is not None:
            self._check_pool(self.pool)

    def enter(self, tape: TapeDrive, described: Described) -> None:
        """Enter the file, or that it goes on on this tape.

        Raises mediacom.5992, 5920, 5923 and 5998 (the tape), 5997 (what is on it), 5930, 5999 and
        5979 (its place), what `Recording` refuses, and 5935, 5966, 5971 and 5978 for a further
        tape.
        """
        if tape.unlabeled:
            raise OperatorError(messages.NO_LABEL, drive=self.mounting.drive)
        label = TapeLabel(tape.label)
        [volume] = self.tapes.tapevolumes.named(self.volcat, [label], self.pool)
        self._check_pool(PoolName(volume.pool))
        section, file = self._section(volume)
        in_set = volume.status is TapeStatus.ASSIGNED and volume.volume_set == file.set_id
        if volume.status is not TapeStatus.SCRATCH and not in_set:
            raise OperatorError(messages.WRONG_STATUS, name=label, status=volume.status)
        if file.section > 1:
            self._go_on(volume, (section, file), described)
        else:
            self._begin(volume, (section, file), described)

    # -- what is on the tape ----------------------------------------------------------------------

    def _check_pool(self, pool: PoolName) -> None:
        """Refuse a pool that is not there (mediacom.5920) or allows appending (5998)."""
        if self.tapes.pools.get(self.volcat, pool).append:
            raise OperatorError(messages.APPEND_POOL, name=pool)

    def _section(self, volume: TapeVolume) -> LabeledFile:
        """Find the file on the tape, of several of its name the first that is not cataloged.

        Raises mediacom.5997.
        """
        sections = self.mounting.server.reel(self.mounting.place.name).sections
        labeled = [(each, each.label) for each in sections if each.label is not None]
        named = [each for each in labeled if each[1].file_id == self.file_id.label_part]
        if not named:
            found = ", ".join(label.title for _, label in labeled) or "no file"
            raise OperatorError(
                messages.NOT_THE_FILE, name=self.file_id, label=volume.volser, found=found
            )
        on_tape = self._cataloged_on(volume)
        return next((each for each in named if each[1].sequence not in on_tape), named[0])

    def _cataloged_on(self, volume: TapeVolume) -> dict[int, TapeFile]:
        """Give the files that are cataloged on a tape, by their places in the set."""
        if volume.volume_set is None:
            return {}
        on_tape = self.files.tapefiles.on_tape(
            str(self.volcat), volume.pool, volume.volume_set, volume.volser
        )
        return {place.sequence: entry for entry, place in on_tape}

    # -- the entry --------------------------------------------------------------------------------

    def _begin(self, volume: TapeVolume, found: LabeledFile, described: Described) -> None:
        """Enter a file that begins on the tape.

        Raises mediacom.5979, 5999, and 5921 where the file has an entry, be it of another file ID
        that ends with the same characters.
        """
        section, file = found
        if volume.volume_set is None and volume.volser != file.set_id:
            raise OperatorError(
                messages.FIRST_TAPE_NEEDED,
                name=self.file_id,
                label=volume.volser,
                volume_set=file.set_id,
            )
        self._check_index(volume, volume.index or 1)
        there = self._cataloged_on(volume).get(file.sequence)
        if there is not None:
            raise OperatorError(messages.EXISTS, object="TAPEFILE", name=there.title)
        new = NewTapeFile(
            filecat=self.filecat,
            file_id=self.file_id,
            volcat=self.volcat,
            pool=PoolName(volume.pool),
            created=section.dump.created,
            expires=described.expires or file.expires,
            generation=file.generation,
            version=file.version,
            record_format=RECORD_FORMATS[file.record_format],
            record_length=file.record_length,
            block_length=file.block_length,
            mode=MODES[described.mode or "BFM"],
            comment=described.comment,
            file_sequence=file.sequence,
            in_place=True,
        )
        label = TapeLabel(volume.volser)
        self.files.recording.create(new, [label], status=TapeStatus.ASSIGNED)

    def _go_on(self, volume: TapeVolume, found: LabeledFile, described: Described) -> None:
        """Add a further tape to the entry of its set.

        Raises mediacom.5999, 5935, 5920, 5923, 5966, 5971 and 5978.
        """
        section, file = found
        if file.sequence == 1:  # the file that has the first tape of the set
            self._check_index(volume, file.section)
        if described.given is not None:
            other = f"VOLUMEINDEX {self.index}"
            raise OperatorError(messages.OPTIONS_EXCLUDE, option=described.given, other=other)
        entry = self._entry(file)
        self.files.ending.check_idle([entry])
        places = self.files.tapefiles.volumes(entry)
        last = places[-1]
        self._check_index(volume, last.index + file.section - last.section)
        if last.section != file.section - 1:
            raise OperatorError(
                messages.OUT_OF_ORDER, name=entry.title, count=len(places), index=self.index
            )
        before, label = TapeLabel(last.volser), TapeLabel(volume.volser)
        home = home_in(self.volcat, volume.pool)
        if not self._continues(before, home, section):
            raise OperatorError(
                messages.NOT_CONTINUED, name=entry.title, before=before, label=label
            )
        self.files.recording.extend(entry, label, status=TapeStatus.ASSIGNED)

    def _check_index(self, volume: TapeVolume, index: int) -> None:
        """Refuse another VOLUMEINDEX than the tape has in its set: mediacom.5999."""
        if index != self.index:
            raise OperatorError(
                messages.NOT_THE_PLACE,
                name=self.file_id,
                label=volume.volser,
                section=index,
                index=self.index,
            )

    def _entry(self, file: FileLabel) -> TapeFile:
        """Find the entry of a file that was begun. Raises mediacom.5920."""
        today = self.files.date(self.mounting.system.clock.now)
        pattern = TapeFilePattern.only(self.file_id)
        wanted = Selection(pattern, file.generation, file.version, None, None)
        for entry in self.files.tapefiles.select(self.filecat, wanted, today):
            if entry.volume_set == file.set_id:
                return entry
        raise OperatorError(messages.DOES_NOT_EXIST, object="TAPEFILE", name=file.title)

    def _continues(self, before: TapeLabel, home: str, section: FileSection) -> bool:
        """Say whether a file goes on from a tape to this one, as far as that can be looked at.

        That the tape before is looked at though it is not on a drive is ours: a set of tapes that
        do not belong together would be read as one file.
        """
        reel = self.mounting.server.whereabouts.reel(before, home)
        last, created = reel.sections[-1:], section.dump.created
        # Of a tape that is only cataloged nobody knows how it ends.
        return any(
            not each.recorded or (each.continued and each.dump.created == created) for each in last
        )
