"""The tape request of BACKUP and RESTORE, step by step: from a DEFINE to a tape on a drive.

Source: DSM/TC User's Guide on tape requests. The catalogs decide which tape; `server` brings it.
One tape file stands alone on one tape here: multi-file and multi-reel sets are refused.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from nsksim.dsmtc import DumpedFile, NewTapeFile, SetVolume, SupportLevel, TapeFile, TapeStatus
from nsksim.dsmtc.pool import Pool
from nsksim.errors import OperatorError
from nsksim.messages import backup, file_system, tape_drive, tape_server
from nsksim.names import CatalogName, PoolName, PoolPattern, TapeFileId, TapeLabel
from nsksim.names.tape import LABEL_PART
from nsksim.tape.answers import READABLE
from nsksim.tape.definition import TapeDefinition
from nsksim.tape.drive import Holder, OpenMode, TapeUse
from nsksim.tape.label import FileLabel
from nsksim.tape.mount_request import TapeSource
from nsksim.tape.reel import Dump, FileSection
from nsksim.tape.server import PROTECTED, Mounted, TapeServer, Waiting, Wanted, fits

ACCESS_VIOLATION = USE_MISMATCH = 49
NOT_INSTALLED, NOT_READY, NOT_VALID, REJECTED = 99, 100, 113, 194
DSMTC_REFUSED, NO_THIRD_PARTY = 594, 751
"""File-system errors an open can fail with."""

_REASONS = {
    USE_MISMATCH: "mismatch between DEFINE USE attribute and open mode",
    NOT_INSTALLED: "attempt to use microcode option that is not installed",
    **{number: file_system.TEXTS[number] for number in (NOT_READY, NOT_VALID, REJECTED)},
    NO_THIRD_PARTY: "third-party tape manager error",
}

WITHOUT_CATALOG = frozenset({SupportLevel.NOCATALOG, SupportLevel.COMPATIBLE})
"""Levels at which a tape may be used that is not cataloged."""

THIRD_PARTY = frozenset({SupportLevel.INTEGRATED, SupportLevel.TPTM, SupportLevel.TPTMCOMPATIBLE})
"""Levels at which a third-party tape manager must run; no simulated system has one."""


@dataclass(frozen=True, slots=True)
class OpenTape:
    """A tape on a drive, in the hands of one process."""

    label: TapeLabel
    drive: str
    holder: Holder
    entry: TapeFile | None
    """The tape file in the catalog, None for an uncataloged one."""


def _reported(error: OperatorError, define: str) -> OperatorError:
    """Make the failed open of what the tape server reported."""
    return OperatorError(
        backup.OPEN_FAILED, define=define, number=DSMTC_REFUSED, reason=error.lines[0]
    )


class TapeJob:
    """What one process does with one tape."""

    def __init__(self, server: TapeServer, definition: TapeDefinition, holder: Holder) -> None:
        self._server = server
        self._media = server.media
        self._definition = definition
        self._holder = holder

    # -- output -----------------------------------------------------------------------------------

    def open_output(self, begun: datetime, *, catalog_files: bool) -> Waiting[OpenTape]:
        """Choose a tape, bring it, and enter the tape file in the catalog.

        `begun` is when the job began (UTC). Raises backup.open-failed, no-pool, attribute-missing,
        not-modelled, wrong-labels, cataloged-tape and stopped-waiting, mediacom.5908 and 5920,
        tape-drive.no-drives, file-system error 14, and what a library refuses with. Nothing has
        changed then.
        """
        definition = self._definition
        self._check("OUT")
        if definition.mode is not OpenMode.LP:
            return (yield from self._open_without_labels(output=True))
        if not definition.cataloged:
            return (yield from self._open_uncataloged(output=True))
        file_id = self._file_id()
        volcat = self._local(self._media.defaults.volcat(definition.volcat))
        filecat = self._local(self._media.defaults.filecat(definition.filecat))
        pool = self._output_pool(volcat)
        generation = self._output_generation(filecat, file_id)
        use = self._use(output=True, catalog=volcat.value, pool=pool.name)
        mounted = yield from self._scratch(volcat, pool, use)
        label, drive = TapeLabel(mounted.label), mounted.drive
        new = NewTapeFile(
            *(filecat, file_id, volcat, PoolName(pool.name), begun, self._expiration()),
            generation=generation,
            version=definition.version,
            physical_copy=definition.physical_copy,
            logical_copy=definition.logical_copy,
            catalog_files=catalog_files,
            comment=definition.comment,
        )
        try:
            entry = self._media.tapefiles.create(new, [label])
        except BaseException:
            self._server.abandon(drive)
            raise
        return OpenTape(label, drive, self._holder, entry)

    def close_output(
        self,
        tape: OpenTape,
        dump: Dump,
        dumped: Sequence[DumpedFile],
        *,
        unload: bool = True,
    ) -> None:
        """Write the tape, enter the disk files, close the tape file, unload: all of it or nothing.

        Raises tape-drive.lost.
        """
        server = self._server
        server.check(tape.drive, tape.holder)
        with server.system.database.transaction():
            server.write(tape.drive, [FileSection(self._file_label(tape, dump), dump)])
            if tape.entry is not None:
                self._media.diskfiles.record(tape.entry, dumped, dump.created)
                self._media.tapefiles.close(tape.entry)
        server.finish(tape.drive, unload=unload)

    # -- input ------------------------------------------------------------------------------------

    def open_input(self) -> Waiting[OpenTape]:
        """Find the tape of a tape file and bring it.

        Raises backup.open-failed, attribute-missing, not-modelled, not-on-volume and
        stopped-waiting, mediacom.5908 and 5920, tape-drive.no-drives, file-system error 14, and
        what a library refuses with.
        """
        self._check("IN")
        if self._definition.mode is not OpenMode.LP:
            return (yield from self._open_without_labels(output=False))
        if not self._definition.cataloged:
            return (yield from self._open_uncataloged(output=False))
        entry, volume = self._input_file()
        volcat = CatalogName.parse(entry.volume_catalog)
        source = TapeSource(
            *(entry.catalog, entry.file_id, entry.generation, entry.version),
            *(entry.physical_copy, entry.logical_copy),
        )
        use = self._use(output=False, catalog=volcat.value, pool=entry.pool)
        mounted = yield from self._bring(TapeLabel(volume.volser), use, source)
        return OpenTape(TapeLabel(mounted.label), mounted.drive, self._holder, entry)

    def read(self, tape: OpenTape) -> Dump:
        """Read the tape file. Raises tape-drive.blank, damaged and another-file."""
        sections = self._server.stock.reel(tape.label.value).sections
        if not sections:
            raise OperatorError(tape_drive.BLANK, label=tape.label)
        [section] = sections
        if tape.entry is not None and not _holds(section.label, tape.entry):
            raise OperatorError(
                tape_drive.ANOTHER_FILE,
                label=tape.label,
                found="an unlabeled file" if section.label is None else section.label.title,
                wanted=tape.entry.title,
            )
        return section.dump

    def close_input(self, tape: OpenTape, *, unload: bool = True) -> None:
        """Be done with a tape that was read."""
        self._server.finish(tape.drive, unload=unload)

    def abandon(self, tape: OpenTape) -> None:
        """Give up a tape before the end of the job, if the job still has it."""
        if self._server.drives.named(tape.drive).holder == tape.holder:
            self._server.abandon(tape.drive)

    # -- inside -----------------------------------------------------------------------------------

    def _file_label(self, tape: OpenTape, dump: Dump) -> FileLabel | None:
        """Give the labels of the file that is written; none where labels are not processed."""
        definition, entry = self._definition, tape.entry
        if definition.mode is not OpenMode.LP:
            return None
        set_id, created = tape.label.value, self._server.system.local(dump.created).date()
        if entry is not None:
            return FileLabel.of_entry(entry, set_id, created)
        file_id = definition.file_id.label_part if definition.file_id else ""
        return FileLabel(
            *(file_id, set_id, created, self._label_expiration(created)),
            generation=definition.generation or 1,
            version=definition.version or 0,
        )

    def _check(self, use: str) -> None:
        """Refuse what the DEFINE and the media defaults of the system do not allow."""
        definition = self._definition
        level = self._media.defaults.get().level
        if level in THIRD_PARTY:
            self._server.console.report(OperatorError(tape_server.NO_THIRD_PARTY_MANAGER))
            raise self._failed(NO_THIRD_PARTY)
        wrong_level = level is SupportLevel.UNLABELED or (
            not definition.cataloged and level not in WITHOUT_CATALOG
        )
        if definition.cataloged and level is SupportLevel.NOCATALOG:
            raise self._failed(NOT_INSTALLED)
        if wrong_level:
            raise self._failed(NOT_VALID)
        if definition.use == "EXTEND":
            raise OperatorError(backup.NOT_MODELLED, what="USE EXTEND")
        if definition.use not in ("", "OPENFLAG", use):
            raise self._failed(USE_MISMATCH)
        if definition.file_sequence > 1 and use == "OUT" and not definition.volumes:
            error = OperatorError(tape_server.VOLUME_NEEDED)
            self._server.console.report(error)
            raise _reported(error, definition.name)
        if definition.file_sequence > 1:
            raise OperatorError(backup.NOT_MODELLED, what="A tape with several tape files")

    def _failed(self, number: int) -> OperatorError:
        return OperatorError(
            backup.OPEN_FAILED,
            define=self._definition.name,
            number=number,
            reason=_REASONS[number],
        )

    def _file_id(self) -> TapeFileId:
        file_id = self._definition.file_id
        if file_id is None:
            raise OperatorError(
                backup.ATTRIBUTE_MISSING,
                define=self._definition.name,
                attribute="FILEID",
                reason="for a cataloged tape",
            )
        return file_id

    def _local(self, catalog: CatalogName) -> CatalogName:
        if catalog.node != self._server.system.node:
            raise OperatorError(
                backup.NOT_MODELLED, what=f"A tape cataloged in {catalog} of another system"
            )
        return catalog

    def _output_pool(self, volcat: CatalogName) -> Pool:
        """Give the pool of an output tape; an excluded one needs DEVICE."""
        definition = self._definition
        name = definition.pool or self._media.defaults.get().pool
        if name is None:
            raise OperatorError(
                backup.NO_POOL, define=definition.name, node=self._server.system.node
            )
        pool = self._media.pools.get(volcat, name)
        self._check_searched(pool)
        return pool

    def _check_searched(self, pool: Pool) -> None:
        if not pool.searched and not self._definition.device:
            error = OperatorError(tape_server.DEVICE_NEEDED)
            self._server.console.report(error)
            raise _reported(error, self._definition.name)

    def _output_generation(self, filecat: CatalogName, file_id: TapeFileId) -> int | None:
        """Give the absolute generation to write, None for the next one."""
        generation = self._definition.generation
        if generation is None or generation > 0:
            return generation
        today = self._server.system.now.date()
        return self._media.tapefiles.resolve(filecat, file_id, today, generation).generation

    def _expiration(self) -> date | None:
        definition = self._definition
        if definition.expiration is not None:
            return definition.expiration
        retention = definition.retention or self._media.defaults.get().retention
        return retention.expiration(self._server.system.now.date())

    def _label_expiration(self, created: date) -> date | None:
        """Give the expiration date of a file that is not cataloged.

        That it may be overwritten at once where the DEFINE says nothing is inferred: the default
        retention of the system is one of the tape catalog.
        """
        definition = self._definition
        if definition.retention is not None:
            return definition.retention.expiration(created)
        return definition.expiration or created

    def _scratch(self, volcat: CatalogName, pool: Pool, use: TapeUse) -> Waiting[Mounted]:
        """Choose a scratch tape and bring it, or another that serves; wait for the pool."""
        server, name = self._server, PoolName(pool.name)

        def ready() -> bool:
            return self._ready_tape(volcat, name) is not None

        yield from server.wait_for_drive(self._definition.device, ready)
        told = False
        while True:
            with server.system.database.transaction():
                label, mounted = self._select(volcat, name, use, told=told)
            if label is not None:
                break
            told = True
            yield from server.wait(
                lambda: bool(self._scratch_tapes(volcat, name)), f"a scratch tape of pool {name}"
            )
        if mounted is None:
            mounted = yield from server.ask(self._wanted(label, use), self._holder)
        return self._given(mounted)

    def _select(
        self, volcat: CatalogName, pool: PoolName, use: TapeUse, *, told: bool
    ) -> tuple[TapeLabel | None, Mounted | None]:
        """Choose a tape and take it if that needs nobody; inside a transaction."""
        label = None if self._definition.volumes else self._ready_tape(volcat, pool)
        if label is None:
            choice = self._media.tapevolumes.select(volcat, pool, self._definition.volumes)
            label = choice.label
            for report in choice.reports:
                if not told:
                    self._server.console.report(report)
        if label is None:
            return None, None
        [volume] = self._media.tapevolumes.named(volcat, [label], pool)
        if not fits(volume.label):
            raise OperatorError(
                backup.WRONG_LABELS,
                label=label,
                found=volume.label,
                wanted=self._definition.labels,
            )
        return label, self._server.take(self._wanted(label, use), self._holder)

    def _scratch_tapes(self, volcat: CatalogName, pool: PoolName) -> set[str]:
        found = self._media.tapevolumes.matching(
            catalog=volcat, pool=PoolPattern(pool.value), status=[TapeStatus.SCRATCH]
        )
        return {volume.volser for volume in found}

    def _ready_tape(self, volcat: CatalogName, pool: PoolName) -> TapeLabel | None:
        """Find a scratch tape of the pool that somebody has mounted already."""
        device, named = self._definition.device, {each.value for each in self._definition.volumes}
        mounted = [
            drive.volume
            for drive in self._server.drives.all()
            if drive.volume and drive.holder is None and device in ("", drive.name)
        ]
        scratch = self._scratch_tapes(volcat, pool) if mounted else set()
        fitting = (TapeLabel(label) for label in mounted if label in (named or scratch) & scratch)
        return next(fitting, None)

    def _use(self, *, output: bool, catalog: str = "", pool: str = "") -> TapeUse:
        definition = self._definition
        mode, comment = definition.mode, definition.mount_message
        labels = definition.labels if mode is OpenMode.LP else ""
        return TapeUse(output, catalog, pool, mode, labels, comment)

    def _wanted(
        self, label: TapeLabel | None, use: TapeUse, source: TapeSource | None = None
    ) -> Wanted:
        """Describe a tape; for output the names behind it in the list may take its place."""
        definition, names = self._definition, self._definition.volumes
        listed = label in names
        return Wanted(
            *(label, use, definition.device),
            scratch=bool(use.output and use.catalog and not listed),
            names=names[names.index(label) + 1 :] if label in names else (),
            source=source or TapeSource(),
            define_class=definition.class_name,
            define=definition.name,
            automated=definition.automated,
        )

    def _given(self, mounted: Mounted | None) -> Mounted:
        """Refuse with file-system error 194 what the operator rejected."""
        if mounted is None:
            raise self._failed(REJECTED)
        return mounted

    def _input_file(self) -> tuple[TapeFile, SetVolume]:
        """Find the tape file to read and its tape."""
        definition = self._definition
        filecat = self._local(self._media.defaults.filecat(definition.filecat))
        entry = self._media.tapefiles.resolve(
            filecat,
            self._file_id(),
            self._server.system.now.date(),
            -1 if definition.generation is None else definition.generation,
            definition.version,
            physical_copy=definition.physical_copy,
            logical_copy=definition.logical_copy,
        )
        volcat = self._local(CatalogName.parse(entry.volume_catalog))
        volumes = self._media.tapefiles.volumes(entry)
        if len(volumes) != 1 or volumes[0].sequence != 1:
            raise OperatorError(backup.NOT_MODELLED, what="A tape file on a set of several tapes")
        label = TapeLabel(volumes[0].volser)
        if definition.volumes and label not in definition.volumes:
            raise OperatorError(backup.NOT_ON_VOLUME, file=entry.title, label=definition.volumes[0])
        pool = self._media.pools.get(volcat, PoolName(entry.pool))
        self._check_searched(pool)
        [volume] = self._media.tapevolumes.named(volcat, [label], PoolName(entry.pool))
        if volume.status not in READABLE:
            error = OperatorError(tape_server.NOT_ASSIGNED, volume=label)
            self._server.console.report(error)
            raise _reported(error, definition.name)
        return entry, volumes[0]

    def _open_uncataloged(self, *, output: bool) -> Waiting[OpenTape]:
        """Bring the one named tape of a DEFINE without catalog."""
        definition = self._definition
        if not definition.volumes:
            raise OperatorError(backup.NOT_MODELLED, what="A tape without a name and a catalog")
        if len(definition.volumes) > 1:
            raise OperatorError(backup.NOT_MODELLED, what="A list of uncataloged tapes")
        [label] = definition.volumes
        if output:
            self._check_unprotected(label)
        mounted = yield from self._bring(label, self._use(output=output))
        return OpenTape(label, mounted.drive, self._holder, None)

    def _open_without_labels(self, *, output: bool) -> Waiting[OpenTape]:
        """Take the drive of a DEFINE with LABELS OMITTED or BYPASS, and what is on it."""
        wanted = self._wanted(None, self._use(output=output))
        mounted = self._given((yield from self._server.use_drive(wanted, self._holder)))
        if not mounted.label:
            self._server.finish(mounted.drive)
            raise self._failed(NOT_READY)
        return OpenTape(TapeLabel(mounted.label), mounted.drive, self._holder, None)

    def _check_unprotected(self, label: TapeLabel) -> None:
        """Refuse to write on a cataloged tape, and on one whose files have not expired.

        For a cataloged tape its status decides, for any other one its labels.
        """
        holders = self._media.holders([label])
        if not holders:
            if self._server.protected(label):
                raise self._protected(label)
            return
        catalog, pool = CatalogName.parse(holders[0].catalog), PoolName(holders[0].pool)
        [volume] = self._media.tapevolumes.named(catalog, [label], pool)
        if volume.status in PROTECTED:
            raise self._protected(label)
        raise OperatorError(backup.CATALOGED_TAPE, label=label, pool=pool, catalog=catalog)

    def _protected(self, label: TapeLabel) -> OperatorError:
        error = OperatorError(tape_server.NOT_EXPIRED, volume=label)
        self._server.console.report(error)
        return OperatorError(
            backup.OPEN_FAILED,
            define=self._definition.name,
            number=ACCESS_VIOLATION,
            reason=error.lines[0],
        )

    def _bring(
        self, label: TapeLabel, use: TapeUse, source: TapeSource | None = None
    ) -> Waiting[Mounted]:
        """Bring one certain tape, once no other process has it."""
        server, wanted = self._server, self._wanted(label, use, source)

        def mounted() -> bool:
            return server.drives.with_tape(label.value) is not None

        def unheld() -> bool:
            drive = server.drives.with_tape(label.value)
            return drive is None or (drive.holder is None and wanted.at(drive.name))

        server.tidy()
        yield from server.wait(unheld, f"tape {label}, which is in use")
        yield from server.wait_for_drive(wanted.device, mounted)
        taken = server.take(wanted, self._holder)
        return taken or self._given((yield from server.ask(wanted, self._holder)))


def _holds(label: FileLabel | None, entry: TapeFile) -> bool:
    """Say whether what a label names is the tape file of an entry."""
    return label is not None and (
        (label.file_id, label.generation, label.version)
        == (entry.file_id[-LABEL_PART:], entry.generation, entry.version)
    )
