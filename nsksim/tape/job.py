"""What the jobs of BACKUP and RESTORE have in common: from a DEFINE to a tape on a drive.

Source: DSM/TC User's Guide on tape requests. The catalogs decide which tape; `server` brings it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date
from typing import TypeVar

from nsksim.dsmtc import MediaCatalog, SupportLevel, TapeFile
from nsksim.dsmtc.pool import Pool
from nsksim.errors import OperatorError
from nsksim.messages import backup, file_system, mediacom, tape_server
from nsksim.names import CatalogName, LabelPattern, NodeName, TapeFileId, TapeLabel
from nsksim.tape.definition import TapeDefinition
from nsksim.tape.drive import Holder, OpenMode, TapeSource, TapeUse
from nsksim.tape.mount_request import RequestState
from nsksim.tape.server import Mounted, TapeServer, Waiting, Wanted

T = TypeVar("T")

ACCESS_VIOLATION = USE_MISMATCH = 49
NOT_INSTALLED, NOT_READY, NOT_VALID, REJECTED = 99, 100, 113, 194
DSMTC_REFUSED, LIBRARY_FAILED, NO_THIRD_PARTY = 594, 595, 751
"""File-system errors an open can fail with."""

_REASONS = {
    USE_MISMATCH: "mismatch between DEFINE USE attribute and open mode",
    NOT_INSTALLED: "attempt to use microcode option that is not installed",
    **{number: file_system.TEXTS[number] for number in (NOT_READY, NOT_VALID, REJECTED)},
    NO_THIRD_PARTY: "third-party tape manager error",
}

_OPEN_ERRORS = (
    file_system.APPEND_INCAPABLE,
    file_system.UNKNOWN_SYSTEM,
    file_system.PATH_DOWN,
)
"""What an open of the tape fails with as it is."""

WITHOUT_CATALOG = frozenset({SupportLevel.NOCATALOG, SupportLevel.COMPATIBLE})
"""Levels at which a tape may be used that is not cataloged."""

THIRD_PARTY = frozenset({SupportLevel.INTEGRATED, SupportLevel.TPTM, SupportLevel.TPTMCOMPATIBLE})
"""Levels at which a third-party tape manager must run; no simulated system has one."""


@dataclass(frozen=True, slots=True)
class OpenTape:
    """A tape on a drive, in the hands of one process."""

    label: TapeLabel
    drive: str
    entry: TapeFile | None
    """The tape file in the catalog, None for an uncataloged one."""


class TapeJob:
    """What one process does with one tape file, on one tape after the other."""

    def __init__(self, server: TapeServer, definition: TapeDefinition, holder: Holder) -> None:
        self.server = server
        """Of the system where the tapes are mounted."""
        self._home = server.system.node
        """The system whose file catalog has the tape file."""
        self.definition = definition
        self.holder = holder
        self._tape: OpenTape | None = None

    @property
    def _mounted_at(self) -> NodeName:
        return self.server.system.node

    @property
    def media(self) -> MediaCatalog:
        """Give the catalogs of the tape file, reached anew: the line may have gone down.

        Raises mediacom.603, file-system error 18.
        """
        return self.server.media.at(self._home)

    @property
    def tape(self) -> OpenTape:
        """Give the tape the job has on a drive."""
        assert self._tape is not None, "the job is not open"
        return self._tape

    @property
    def drive(self) -> str:
        """Name the drive of the tape, with its node."""
        return self.server.system.qualified(self.tape.drive)

    def check_drive(self) -> None:
        """Refuse to go on (tape-drive.lost) when the process no longer has its drive."""
        self.server.check(self.tape.drive, self.holder)

    @property
    def has_drive(self) -> bool:
        """Say whether the drive of the tape is still in the hands of the process."""
        drive = self.server.drives.named(self.tape.drive)
        return drive.holder == self.holder and drive.label == self.tape.label.value

    # -- refusals ---------------------------------------------------------------------------------

    def answered(self, step: Waiting[T]) -> Waiting[T]:
        """Do a step; what the catalogs refuse in it reaches the process as a failed open.

        The console gets the number of the refusal, as the real one does. The real program is told
        nothing more than 594; that ours repeats the catalog's own words is our addition. Raises
        backup.no-tape-server where nobody is there to do it.
        """
        self.server.check_running()
        try:
            return (yield from step)
        except OperatorError as error:
            raise self._reply(error) from error

    def _reply(self, error: OperatorError) -> OperatorError:
        speaker, number = error.message.speaker, error.message.number
        if error.message is file_system.NO_DEVICE and self.holder.node != str(self._mounted_at):
            name = self.server.system.qualified(str(error.values["name"]))
            return OperatorError(file_system.NO_DEVICE, name=name)
        if error.message in _OPEN_ERRORS:
            return self.failed(number, error.text)
        if speaker is tape_server.SPEAKER and number is not None:
            self.server.console.report(error)
            in_library = error.message is tape_server.WRONG_LABEL_TYPE
            reason = error.lines[0]
            return self.failed(LIBRARY_FAILED if in_library else DSMTC_REFUSED, reason)
        if speaker is mediacom.SPEAKER and error.message is not mediacom.NOT_MODELLED:
            reply = OperatorError(tape_server.REPLY_ERROR, number=number)
            self.server.console.report(reply)
            return self.failed(DSMTC_REFUSED, f"{reply.lines[0]} ({error.text})")
        return error

    def failed(self, number: int | None, reason: str = "") -> OperatorError:
        """Make the refusal of an open that fails with a file-system error."""
        return OperatorError(
            backup.OPEN_FAILED,
            define=self.definition.name,
            number=number,
            reason=reason or _REASONS[number or 0],
        )

    def check(self, use: str) -> None:
        """Refuse what the DEFINE and the media defaults of the system do not allow."""
        definition = self.definition
        level = self.server.media.defaults.get().level
        if level in THIRD_PARTY:
            self.server.console.report(OperatorError(tape_server.NO_THIRD_PARTY_MANAGER))
            raise self.failed(NO_THIRD_PARTY)
        wrong_level = level is SupportLevel.UNLABELED or (
            not definition.cataloged and level not in WITHOUT_CATALOG
        )
        if definition.cataloged and level is SupportLevel.NOCATALOG:
            raise self.failed(NOT_INSTALLED)
        if wrong_level:
            raise self.failed(NOT_VALID)
        if definition.use == "EXTEND":
            raise OperatorError(backup.NOT_MODELLED, what="USE EXTEND")
        if definition.use not in ("", "OPENFLAG", use):
            raise self.failed(USE_MISMATCH)

    # -- what the DEFINE says ---------------------------------------------------------------------

    @property
    def file_id(self) -> TapeFileId:
        """Give the FILEID of a cataloged tape file. Raises backup.attribute-missing."""
        file_id = self.definition.file_id
        if file_id is None:
            raise OperatorError(
                backup.ATTRIBUTE_MISSING,
                define=self.definition.name,
                attribute="FILEID",
                reason="for a cataloged tape",
            )
        return file_id

    def turn_to_catalogs(self) -> CatalogName:
        """Give the file catalog, and turn to the catalogs of its system.

        The defaults are those of the system where the tape is mounted (DSM/TC User's Guide, 6-6).
        Raises mediacom.5908.
        """
        filecat = self.server.media.defaults.filecat(self.definition.filecat)
        assert filecat.node is not None  # the defaults give it with its node
        self._home = filecat.node
        return filecat

    @property
    def today(self) -> date:
        """Give the local date of the system of the tape file."""
        return self.media.date(self.server.system.clock.now)

    def check_searched(self, pool: Pool) -> None:
        """Refuse a tape of an excluded pool without DEVICE: tape-server.1017."""
        if not pool.searched and not self.definition.device:
            raise OperatorError(tape_server.DEVICE_NEEDED)

    def use(
        self,
        *,
        output: bool,
        catalog: str = "",
        pool: str = "",
        source: TapeSource = TapeSource(),
    ) -> TapeUse:
        """Say what the process does with a tape."""
        definition = self.definition
        mode, comment = definition.mode, definition.mount_message
        labels = definition.labels if mode is OpenMode.LP else ""
        return TapeUse(output, catalog, pool, mode, labels, comment, source)

    def wanted(
        self,
        label: TapeLabel | None,
        use: TapeUse,
        *,
        reel: int = 1,
        scratch: bool = False,
        names: tuple[TapeLabel, ...] = (),
        without: tuple[TapeLabel, ...] = (),
        number: int | None = None,
    ) -> Wanted:
        """Describe a tape the process wants; a further one on the drive of the one before.

        Raises backup.not-modelled.
        """
        definition = self.definition
        device = self._tape.drive if self._tape else definition.device
        if label is not None and use.node not in (None, self._mounted_at):
            self._check_name(label, use)
        return Wanted(
            label=label,
            use=use,
            device=device,
            scratch=scratch,
            names=names,
            reel=reel,
            further=self._tape is not None,
            define_class=definition.class_name,
            define=definition.name,
            automated=definition.automated,
            without=without,
            number=number,
        )

    def _check_name(self, label: TapeLabel, use: TapeUse) -> None:
        """Refuse a tape of other catalogs whose name a tape has here: backup.not-modelled.

        Nobody could say which of the two is mounted. To read a tape of a library is safe, as the
        label on the tape is compared with the entry.
        """
        server = self.server
        library = server.stock.library(label.value) is not None
        here = server.media.tapevolumes.matching(LabelPattern.only(label))
        if (library and use.output) or (here and not library):
            doing = "Writing" if use.output else "Reading"
            what = f"{doing} tape {label} of {use.catalog}, a name that a tape has at"
            raise OperatorError(backup.NOT_MODELLED, what=f"{what} {self._mounted_at},")

    # -- tapes ------------------------------------------------------------------------------------

    @contextmanager
    def given_up_on_failure(self, drive: str) -> Iterator[None]:
        """Give a tape and its drive back when what is done with them fails."""
        try:
            yield
        except BaseException:
            self.server.leftovers.abandon(drive)
            raise

    def given(self, mounted: Mounted | None) -> Mounted:
        """Refuse with file-system error 194 what the operator rejected."""
        if mounted is None:
            raise self.failed(REJECTED)
        return mounted

    def bring(self, wanted: Wanted) -> Waiting[Mounted]:
        """Bring one certain tape.

        Two jobs may want the same one: people are asked again, a library tries again when the first
        job is done with it (DSM/TC User's Guide 3-11).
        """
        server, label = self.server, wanted.label
        assert label is not None
        server.check_drive(wanted.device)
        if server.stock.library(label.value) is not None:
            wanted = yield from self._loadable(wanted, label)
        taken = server.take(wanted, self.holder)
        return taken or self.given((yield from server.ask(wanted, self.holder)))

    def _loadable(self, wanted: Wanted, label: TapeLabel) -> Waiting[Wanted]:
        """Wait, with a request that can be rejected, until a library can mount its tape."""
        server = self.server

        def free() -> bool:
            drive = server.drives.with_tape(label.value)
            return drive is None or (drive.holder is None and drive.open_to(wanted.device))

        while True:
            if not free():
                wanted = yield from self.retried(wanted, free, f"tape {label}, which is in use")
            elif server.lacks_drive(label, wanted.device):
                wanted = yield from self.drive_emptied(wanted)
            else:
                return wanted

    def drive_emptied(self, wanted: Wanted) -> Waiting[Wanted]:
        """Wait, with a request that can be rejected, until a library can mount its tape.

        The console is told where any drive would do, as the real one does: once for a request.
        """
        label, device, server = wanted.label, wanted.device, self.server
        assert label is not None
        if not device and wanted.number is None:
            server.console.report(OperatorError(tape_server.ALL_BUSY))
        what = f"drive {device}" if device else "a free tape drive"
        return (
            yield from self.retried(
                wanted,
                lambda: not server.lacks_drive(label, device),
                what,
                RequestState.QUEUED,
            )
        )

    def retried(
        self,
        wanted: Wanted,
        ready: Callable[[], bool],
        what: str,
        state: RequestState = RequestState.RETRIED,
    ) -> Waiting[Wanted]:
        """Wait until a request can be tried again; it keeps its number."""
        number = yield from self.server.retry(wanted, self.holder, ready, what, state)
        if number is None:
            raise self.failed(REJECTED)
        return replace(wanted, number=number)

    def bring_uncataloged(
        self, label: TapeLabel, *, output: bool, reel: int = 1
    ) -> Waiting[OpenTape]:
        """Bring a tape that a DEFINE without catalog names."""
        mounted = yield from self.bring(self.wanted(label, self.use(output=output), reel=reel))
        return OpenTape(label, mounted.drive, None)

    def take_unlabeled(self, *, output: bool) -> Waiting[OpenTape]:
        """Take the drive of a DEFINE with LABELS OMITTED or BYPASS, and what is on it."""
        wanted = self.wanted(None, self.use(output=output))
        mounted = self.given((yield from self.server.use_drive(wanted, self.holder)))
        if not mounted.label:
            self.server.finish(mounted.drive)
            raise self.failed(NOT_READY)
        return OpenTape(TapeLabel(mounted.label), mounted.drive, None)
