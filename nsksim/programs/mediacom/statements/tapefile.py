"""TAPEFILE: what is written on tapes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

from nsksim.dsmtc import (
    CatalogKind,
    ListedTapeFile,
    Retention,
    Selection,
    TapeFiles,
)
from nsksim.errors import OperatorError, Origin
from nsksim.guardian.system import System
from nsksim.interaction import Interaction, Refused
from nsksim.language import Authority, Statement
from nsksim.messages import mediacom as messages
from nsksim.names import (
    CatalogName,
    CatalogPattern,
    DriveName,
    PoolName,
    TapeFileId,
    TapeFilePattern,
)
from nsksim.programs.mediacom.cataloging import Cataloging, Described
from nsksim.programs.mediacom.context import Context
from nsksim.programs.mediacom.displays.form import counted
from nsksim.programs.mediacom.displays.tapefile import tapefile, tapefile_detail, tapefile_heading
from nsksim.programs.mediacom.listing import ending
from nsksim.programs.mediacom.mounting import Mounting
from nsksim.programs.mediacom.operands import LabelText, calendar_date, generation, in_detail
from nsksim.tape import TapeDrive


@dataclass(frozen=True, slots=True)
class InfoTapefile(Statement):
    """Show tape files, valid and invalid ones; with DETAIL also the tapes they are on.

    File IDs may have the wildcards * and ?; several stand in parentheses. GEN is a generation,
    or counts back from the newest unexpired one: -1 is the newest. FILECAT is a file catalog
    or, with wildcards, several of one system; without it it is the default file catalog, or all
    file catalogs of the system if it has no default. Entries of which several have the same
    numbers are a collision and warned about, with DETAIL also entries that are on no tape.
    """

    source: ClassVar[str] = "DSM/TC User's Guide, 56; DSM/TC Programming Manual, 101"
    fidelity: ClassVar[Origin] = Origin.DOCUMENTED
    options_inferred: ClassVar[bool] = True

    file_ids: tuple[TapeFilePattern, ...]
    filecat: CatalogPattern | None = None
    gen: int | str | None = None
    version: int | None = None
    physical: int | str | None = None
    logical: int | str | None = None
    status: str | None = None
    detail: bool = False
    brief: bool = False

    def run(self, context: Context) -> Interaction:
        """List what the patterns match."""
        detail = in_detail(brief=self.brief, detail=self.detail)
        system, filecat = context.searched(CatalogKind.FILECAT, self.filecat)
        tapefiles = context.world.media(system).tapefiles
        catalog, count, missing = "", 0, tapefiles.missing(self.file_ids, filecat)
        collisions: dict[str, OperatorError] = {}
        damaged: list[OperatorError] = []
        for listed in self._listed(tapefiles, system, filecat):
            count += 1
            entry = listed.entry
            if listed.twins > 1:
                collisions[f"{entry.catalog} {entry.title}"] = OperatorError(
                    messages.COLLISION,
                    name=entry.title,
                    count=listed.twins,
                    catalog=f"{system.node}.{entry.catalog}",
                )
            created = system.local(entry.created)
            if detail:
                yield from tapefile_detail(listed, str(system.node), created)
                damaged += [] if listed.volumes else [tapefiles.on_no_tape(entry)]
                continue
            if entry.catalog != catalog:
                catalog = entry.catalog
                yield from tapefile_heading(str(system.node), catalog)
            yield from tapefile(entry, created)
        for error in (*collisions.values(), *damaged):
            yield Refused(error)
        yield from ending(count, "tape file", "TAPEFILE", missing)

    def _listed(
        self, tapefiles: TapeFiles, system: System, filecat: CatalogPattern | None
    ) -> Iterator[ListedTapeFile]:
        return tapefiles.listing(
            self.file_ids,
            system.now.date(),
            filecat=filecat,
            generation=generation(self.gen, None),
            version=self.version,
            physical_copy=generation(self.physical, None),
            logical_copy=generation(self.logical, None),
            status=self.status,
            volumes=self.detail,
        )


@dataclass(frozen=True, slots=True)
class AddTapefile(Statement):
    """Catalog the file of a tape by hand, as when its entry was deleted by mistake.

    The tape has to be cataloged with status SCRATCH and becomes ASSIGNED. The last 17 characters of
    the tape file ID are those in the label of the file; generation, version and dates are read from
    there. EXPIRATION gives another date than the label has; an entry whose date has come vanishes
    at the next cleanup. The disk files are not cataloged again. MODE tells what wrote the file:
    BACKUP in file mode (BFM) or volume mode (BVM), or another process (USER); without it BFM.
    Of a file on several tapes the first is added so; then the others in their order, each with the
    place it has in the tape set as VOLUMEINDEX. Of several files on a tape each is added by itself;
    the tape may be ASSIGNED for the others of its set then. Pools that allow appending are refused.
    PROMPT and UNLOAD are those of ADD TAPELABEL.
    """

    authority: ClassVar[Authority] = Authority.SUPER_GROUP
    source: ClassVar[str] = "MEDIACOM manual, 2-19; DSM/TC Programming Manual, 71 and 129"
    fidelity: ClassVar[Origin] = Origin.DOCUMENTED
    options_inferred: ClassVar[bool] = True

    file_id: TapeFileId
    comment: LabelText | None = None
    expiration: tuple[str, ...] = ()
    filecat: CatalogName | None = None
    mode: str | None = None
    pool: PoolName | None = None
    volcat: CatalogName | None = None
    prompt: str = "ON"
    tapedrive: DriveName | None = None
    unload: str = "ON"
    volumeindex: int = 1

    def run(self, context: Context) -> Interaction:
        """Wait for the tape, read its labels, and enter the file."""
        expires = calendar_date(self.expiration) if self.expiration else None
        described = Described(expires, self.mode, self.comment.value if self.comment else "")
        system, filecat = context.filecat(self.filecat)
        volume_system, volcat = context.volcat(self.volcat)
        mounting = Mounting.of(context, self.tapedrive, self.prompt, self.unload)
        cataloging = Cataloging(
            context.world.media(system),
            context.world.media(volume_system),
            mounting,
            self.file_id,
            filecat,
            volcat,
            self.pool,
            self.volumeindex,
        )
        cataloging.check()

        def add(tape: TapeDrive, _: None) -> None:
            for node in (system.node, volume_system.node):
                context.home(node)  # the line may have gone down while the tape was waited for
            cataloging.enter(tape, described)

        yield from mounting.counted([None], add, "tape file", "added")


@dataclass(frozen=True, slots=True)
class _TapefileChange(Statement):
    """A command that changes entries: of the newest generation, and copy 1, by default."""

    file_id: TapeFilePattern
    filecat: CatalogName | None = None
    gen: int | str | None = None
    version: int | None = None
    physical: int | str | None = None
    logical: int | str | None = None
    volumeset: bool = False

    @property
    def _selection(self) -> Selection:
        return Selection(
            self.file_id,
            generation(self.gen, -1),
            self.version,
            generation(self.physical, 1),
            generation(self.logical, 1),
            volume_set=self.volumeset,
        )


@dataclass(frozen=True, slots=True)
class AlterTapefile(_TapefileChange):
    """Change how long tape files are kept, or make one valid again.

    RETENTION counts from the day of creation, EXPIRATION is a date such as OCT202022, OCT 20 2022
    or 20 OCT 2022; one excludes the other. Without GEN it is the newest generation, without
    PHYSICAL and LOGICAL copy 1; ALL means every one. VOLUMESET takes all unexpired entries of the
    tape sets of those that were found. The label on the tape is not rewritten: the catalog counts.

    STATUS VALID revives one expired or deleted entry of a tape set that still holds other files.
    It needs the name of one entry: no wildcards, no ALL, no VOLUMESET, and VERSION where the
    generation has several: the version that was valid becomes INVALID. GEN then counts all entries
    there are. An entry whose date has come needs RETENTION or EXPIRATION as well.
    """

    authority: ClassVar[Authority] = Authority.MEDIA_ADMINISTRATOR
    source: ClassVar[str] = "MEDIACOM manual, 2-49; DSM/TC Programming Manual, 138"
    fidelity: ClassVar[Origin] = Origin.DOCUMENTED

    retention: Retention | None = None
    expiration: tuple[str, ...] | None = None
    status: bool = False

    def run(self, context: Context) -> Interaction:
        """Change them all, or none."""
        expires = calendar_date(self.expiration) if self.expiration else None
        system, filecat = context.filecat(self.filecat)
        media = context.world.media(system)
        media.catalogs.check(CatalogKind.FILECAT, filecat)
        if self.status:
            self._check_one()
        if self.retention is not None and expires is not None:
            raise OperatorError(messages.OPTIONS_EXCLUDE, option="RETENTION", other="EXPIRATION")
        count, ending, selection = 1, media.ending, self._selection
        today = system.now.date()
        if self.status:
            ending.revive(filecat, selection, today, retention=self.retention, expires=expires)
        elif self.retention is not None:
            count = ending.alter_retention(filecat, selection, today, self.retention)
        elif expires is not None:
            count = ending.alter_expiration(filecat, selection, today, expires)
        else:
            needed = "RETENTION, EXPIRATION or STATUS VALID"
            raise OperatorError(messages.NOTHING_TO_ALTER, needed=needed)
        yield counted(count, "tape file", "altered")

    def _check_one(self) -> None:
        """Refuse what may stand for several entries. Raises mediacom.5967."""
        several = {
            "a pattern": self.file_id.single is None,
            "GEN ALL": self.gen == "ALL",
            "PHYSICAL ALL": self.physical == "ALL",
            "LOGICAL ALL": self.logical == "ALL",
            "VOLUMESET": self.volumeset,
        }
        for what, given in several.items():
            if given:
                raise OperatorError(messages.NOT_WITH_VALID, what=what)


@dataclass(frozen=True, slots=True)
class DeleteTapefile(_TapefileChange):
    """Remove tape files; tapes without a valid file become SCRATCH or RELEASED.

    Whether they have expired makes no difference. Without GEN it is the newest generation, without
    PHYSICAL and LOGICAL copy 1; ALL means every one. VOLUMESET takes all entries of the tape sets
    of those that were found. An entry is marked INVALID, and disappears when nothing valid is left
    on its tape set; what a cleanup has marked already is not found. What is on a tape set that a
    process writes, reads or asks for is in use.
    """

    authority: ClassVar[Authority] = Authority.MEDIA_ADMINISTRATOR
    source: ClassVar[str] = "DSM/TC Programming Manual, 144"
    fidelity: ClassVar[Origin] = Origin.DOCUMENTED
    options_inferred: ClassVar[bool] = True

    def run(self, context: Context) -> Interaction:
        """Delete them all, or none."""
        system, filecat = context.filecat(self.filecat)
        ending, today = context.world.media(system).ending, system.now.date()
        count = ending.delete(filecat, self._selection, today)
        yield counted(count, "tape file", "deleted")


@dataclass(frozen=True, slots=True)
class ExpireTapefile(Statement):
    """Run the cleanup now, which otherwise runs daily and whenever $ZSVR is started.

    Tape files whose date has come turn INVALID; tape sets without a valid file disappear with
    their disk files, and their tapes become SCRATCH or RELEASED. FILECAT is one file catalog, or a
    pattern for several of one system; without it the cleanup covers all file catalogs of all
    systems of the system search list. If one of these systems cannot be reached, or its time looks
    suspicious, nothing is done on any of them (our choice); the daily run leaves out such a system,
    and does nothing at all if the time of its own one looks suspicious.
    """

    authority: ClassVar[Authority] = Authority.SUPER_GROUP
    source: ClassVar[str] = "DSM/TC Programming Manual, 149"
    fidelity: ClassVar[Origin] = Origin.DOCUMENTED
    options_inferred: ClassVar[bool] = True

    filecat: CatalogPattern | None = None

    def run(self, context: Context) -> Interaction:
        """Clean system by system, each by its own local date."""
        if self.filecat is not None:
            systems = [context.home(self.filecat.node)]
        else:
            systems = [context.home(node) for node in context.space(context.home(None)).nodes]
        if self.filecat is not None and self.filecat.single is not None:
            name = CatalogName(self.filecat.single, node=systems[0].node)
            context.world.media(systems[0]).catalogs.check(CatalogKind.FILECAT, name)
        for system in systems:
            context.world.media(system).defaults.check_clock(system.now.date())
        count = 0
        for system in systems:
            ending = context.world.media(system).ending
            count += ending.expire(system.now.date(), self.filecat).expired
        yield counted(count, "tape file", "expired")
