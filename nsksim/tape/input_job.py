"""What RESTORE does with tapes: find those of a tape file, bring one after the other, read them."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

from nsksim.dsmtc import MediaCatalog, SetVolume, TapeFile, TapePlace, TapeStatus
from nsksim.errors import OperatorError
from nsksim.messages import backup, mediacom, tape_drive, tape_server
from nsksim.names import CatalogName, LabelPattern, PoolName, TapeLabel
from nsksim.names.tape import LABEL_PART
from nsksim.tape.copies import READABLE, Copies
from nsksim.tape.definition import TapeDefinition
from nsksim.tape.drive import Holder, OpenMode, TapeSource
from nsksim.tape.job import OpenTape, TapeJob
from nsksim.tape.label import FileLabel
from nsksim.tape.reel import Dump, FileSection
from nsksim.tape.server import TapeServer, Waiting


class InputJob(TapeJob):
    """A tape file that is being read.

    `places` are the tapes that the catalog notes for what is wanted of it. Where each of them is a
    tape of the file, it is read from the first of them on (DSM/TC User's Guide, 9-2); otherwise
    they do not count.
    """

    def __init__(
        self,
        server: TapeServer,
        definition: TapeDefinition,
        holder: Holder,
        places: Collection[TapePlace] = (),
    ) -> None:
        super().__init__(server, definition, holder)
        self._places = places
        self.located = False
        """Whether the places count: as soon as all that is wanted was found, no tape is due."""
        self._volumes: list[SetVolume] = []
        self._place: SetVolume | None = None
        self._section = self._first = definition.file_section
        self._continued = False
        self._begun: Dump | None = None

    def open(self) -> Waiting[OpenTape]:
        """Find the first tape of a tape file and bring it.

        Raises backup.open-failed, attribute-missing, not-modelled, not-on-volume and
        stopped-waiting, tape-drive.no-drives, file-system error 14, and what a library refuses
        with.
        """
        self.check("IN")
        self._tape = yield from self.answered(self._opened())
        return self.tape

    @property
    def section(self) -> int:
        """Say which tape of the file the job has, from 1."""
        return self._section

    def read(self) -> Dump:
        """Read what of the tape file is on the tape.

        Raises tape-drive.lost, blank, damaged, another-file and not-recorded.
        """
        self.check_drive()
        label, entry = self.tape.label, self.tape.entry
        sections = self.server.reel(self.tape.drive).sections
        if not sections:
            raise OperatorError(tape_drive.BLANK, label=label)
        at_place = next((each for each in sections if self._is_at_place(each)), None)
        if at_place is None or not self._is_named(at_place.label) or not self._goes_on(at_place):
            found = (at_place or sections[-1]).label
            raise OperatorError(
                tape_drive.ANOTHER_FILE,
                label=label,
                found="an unlabeled file" if found is None else self._told(found),
                wanted=entry.title if entry else self._described,
            )
        if not at_place.recorded:
            raise OperatorError(tape_drive.NOT_RECORDED, label=label)
        self._continued, self._begun = at_place.continued, at_place.dump
        return at_place.dump

    def _goes_on(self, section: FileSection) -> bool:
        """Say whether a tape that no catalog knows was written together with the one before."""
        begun = None if self.tape.entry else self._begun
        return begun is None or section.dump.created == begun.created

    @property
    def more(self) -> bool:
        """Say whether the file goes on on another tape than the one that was read."""
        return self._continued or self._section < len(self._volumes)

    def next_tape(self) -> Waiting[OpenTape]:
        """Leave a tape and bring the next of the file, on the same drive.

        Raises tape-drive.continued when nobody knows which it is, and what `open` raises.
        """
        entry, names = self.tape.entry, self.definition.volumes
        known = len(self._volumes) if entry else len(names) + self._first - 1
        if self._section >= known:
            raise OperatorError(
                tape_drive.CONTINUED, file=entry.title if entry else self.tape.label
            )
        self._section += 1
        if entry is not None:
            self._tape = yield from self.answered(self._brought(entry))
        else:
            self.server.finish(self.tape.drive)
            self._tape = yield from self.answered(self._named(names[self._section - self._first]))
        return self.tape

    def close(self, *, unload: bool = True) -> None:
        """Be done with the tape. Raises tape-drive.lost."""
        self.check_drive()
        self.server.finish(self.tape.drive, unload=unload)

    def abandon(self) -> None:
        """Give up before the end."""
        if self.has_drive:
            self.server.leftovers.abandon(self.tape.drive)

    # -- inside -----------------------------------------------------------------------------------

    def _opened(self) -> Waiting[OpenTape]:
        if self.definition.mode is not OpenMode.LP:
            return (yield from self.take_unlabeled(output=False))
        if not self.definition.cataloged:
            if not self.definition.volumes:
                raise OperatorError(backup.NOT_MODELLED, what="Reading a tape without a name")
            return (yield from self._named(self.definition.volumes[0]))
        return (yield from self._brought(self._find()))

    def _named(self, label: TapeLabel) -> Waiting[OpenTape]:
        """Bring the tape of the VOLUME list whose turn it is."""
        return (yield from self.bring_uncataloged(label, output=False, reel=self._section))

    def _find(self) -> TapeFile:
        """Find the tape file and its tapes; a place in the set or a tape that is named must fit."""
        definition = self.definition
        filecat = self.turn_to_catalogs()
        entry = self.media.tapefiles.resolve(
            filecat,
            self.file_id,
            self.today,
            -1 if definition.generation is None else definition.generation,
            physical_copy=definition.physical_copy,
            logical_copy=definition.logical_copy,
        )
        self._volumes = self.media.tapefiles.volumes(entry)
        if definition.file_sequence not in (None, self._volumes[0].sequence):
            raise OperatorError(tape_server.FILESEQ_INCORRECT, fileid=self.file_id)
        volcat = CatalogName.parse(entry.volume_catalog)
        tapes = self.server.media.at(volcat.node)
        self._check_named(entry, tapes)
        self.check_searched(tapes.pools.get(volcat, PoolName(entry.pool)))
        self._begin_where_noted()
        return entry

    def _begin_where_noted(self) -> None:
        """Begin with the first of the places, and with the first tape where they do not fit."""
        tapes = {
            TapePlace(volume.volser, volume.index): number
            for number, volume in enumerate(self._volumes, start=1)
        }
        first = min((tapes.get(place, 0) for place in self._places), default=0)
        self.located = first > 0
        self._section = max(first, 1)

    @property
    def _copies(self) -> Copies:
        return Copies(self.media, self.today)

    def _check_named(self, entry: TapeFile, tapes: MediaCatalog) -> None:
        """Report the names of VOLUME that hold nothing, up to the first that holds the file.

        One that is not assigned is passed over; that one of another tape file is refused is ours.
        Raises backup.not-on-volume.
        """
        others = []
        for label in self.definition.volumes:
            if any(volume.volser == label.value for volume in self._volumes):
                return
            found = tapes.tapevolumes.matching(LabelPattern.only(label))
            if any(volume.status in READABLE for volume in found):
                others.append(label)
            else:
                self.server.console.report(OperatorError(tape_server.NOT_ASSIGNED, volume=label))
        if others:
            raise OperatorError(backup.NOT_ON_VOLUME, file=entry.title, label=others[0])

    def _alternate(self, entry: TapeFile, status: TapeStatus) -> TapeFile:
        """Choose another copy, in place of one whose tape cannot be read now.

        Raises mediacom.5966.
        """
        label = self._volumes[self._section - 1].volser
        source = TapeSource.of(entry, self._home)
        for copy in self._copies.others(source):
            on = self.media.tapefiles.volumes(copy)
            same_series = copy.physical_copy == entry.physical_copy
            fits = len(on) >= self._section if same_series else self._tape is None
            if fits:
                self.server.console.report(OperatorError(tape_server.NOT_ASSIGNED, volume=label))
                return copy
        raise OperatorError(
            mediacom.TAPEFILE_IN_USE, name=entry.title, volume=label, state=f"has status {status}"
        )

    def _brought(self, entry: TapeFile) -> Waiting[OpenTape]:
        """Bring the tape of the file whose turn it is.

        It may be the tape of another copy, where that tape cannot be read or the operator asked for
        it. That of a parallel copy stands in for this tape only. Another series, which is divided
        over its tapes in its own way, is read from its first tape to its last.
        """
        place, copy, reel = self._volumes[self._section - 1], entry, self._section
        volcat = CatalogName.parse(place.volume_catalog)
        [volume] = self.server.media.at(volcat.node).tapevolumes.named(
            volcat, [TapeLabel(place.volser)], PoolName(place.pool)
        )
        if volume.status not in READABLE:
            copy = self._alternate(entry, volume.status)
            if copy.physical_copy != entry.physical_copy:
                reel = 1
            place = self.media.tapefiles.volumes(copy)[reel - 1]
            found = self._copies.volume(place)
            assert found is not None  # its tapes can be read
            volume = found
        use = self.use(
            output=False,
            catalog=place.volume_catalog,
            pool=volume.pool,
            source=TapeSource.of(copy, self._home),
        )
        label = TapeLabel(volume.volser)
        wanted = self.wanted(label, replace(use, labels=volume.label), reel=reel)
        if wanted.further:
            self.server.finish(self.tape.drive)
        mounted = yield from self.bring(wanted)
        label = TapeLabel(mounted.label)
        self._section = mounted.reel
        with self.given_up_on_failure(mounted.drive):
            copy, self._place = self._found_on(label, mounted.source)
        if copy.physical_copy != entry.physical_copy:
            entry, self._volumes = copy, self.media.tapefiles.volumes(copy)
            self.located = False
        return OpenTape(label, mounted.drive, entry)

    def _found_on(self, label: TapeLabel, source: TapeSource) -> tuple[TapeFile, SetVolume]:
        """Find the copy that is read, and its place on the tape that came.

        The catalog may have changed while the tape was waited for. Raises mediacom.5920.
        """
        for entry in self.media.tapefiles.numbered(source.numbers):
            for place in self.media.tapefiles.volumes(entry) if entry.status == "VALID" else ():
                if (place.volser, place.section) == (label.value, self._section):
                    return entry, place
        raise OperatorError(mediacom.DOES_NOT_EXIST, object="TAPEFILE", name=source.title)

    def _is_at_place(self, section: FileSection) -> bool:
        """Say whether a file on the tape stands where the one stands that is read.

        Its place is in the catalog, or else it is FILESEQ, or the first one on the tape.
        """
        label, place = section.label, self._place
        if place is not None:
            wanted = (place.sequence, place.section)
            return label is not None and (label.sequence, label.section) == wanted
        sequence = self.definition.file_sequence
        return sequence is None or (label.sequence if label else 1) == sequence

    def _is_named(self, label: FileLabel | None) -> bool:
        """Say whether the label at that place is the one of the file that is read."""
        entry, file_id = self.tape.entry, self.definition.file_id
        if entry is None:
            if label is not None and label.section != self._section:
                return False
            return file_id is None or label is None or label.file_id == file_id.label_part
        return label is not None and (label.file_id, label.generation, label.version) == (
            entry.file_id[-LABEL_PART:],
            entry.generation,
            entry.version,
        )

    @property
    def _described(self) -> str:
        """Name an uncataloged file as the DEFINE does."""
        sequence, file_id = self.definition.file_sequence, self.definition.file_id
        place = "" if sequence is None else f"file {sequence}"
        tape = "" if self._section == self._first == 1 else f"tape {self._section}"
        return ", ".join(part for part in (str(file_id or ""), place, tape) if part)

    def _told(self, label: FileLabel) -> str:
        """Name what is on a tape instead."""
        if label.section != self._section:
            return f"{label.title}, tape {label.section}"
        return label.title if self._begun is None else f"{label.title} of another time"
