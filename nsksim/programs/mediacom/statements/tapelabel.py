"""TAPELABEL, and LABEL TAPEVOLUME: what is written in front of a tape.

Where the manual is silent about the label on the tape, these are our choices: a label is written
only over the tape the command is meant for (DELETE, NEWNAME and SCRATCH name it). Where LABELS and
OWNER are not given NEWNAME keeps what the label says, and a new label is ANSI and has no owner.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import ClassVar

from nsksim.dsmtc import ANY, TapeAttributes, check_once
from nsksim.errors import OperatorError, Origin
from nsksim.interaction import Interaction
from nsksim.language import Authority, Statement
from nsksim.messages import mediacom as messages
from nsksim.names import CatalogName, DriveName, LabelPattern, PoolName, TapeLabel
from nsksim.programs.mediacom.context import Context
from nsksim.programs.mediacom.displays.form import counted
from nsksim.programs.mediacom.displays.tapelabel import tapelabel_detail, tapelabel_table
from nsksim.programs.mediacom.mounting import Mounting
from nsksim.programs.mediacom.operands import LabelText, in_detail
from nsksim.store import together
from nsksim.tape import LabelType, Reel, TapeDrive, VolumeLabel, home_in

LONGEST_IBM_OWNER = 10


@dataclass(frozen=True, slots=True)
class AddTapelabel(Statement):
    """Write labels on tapes that are not cataloged; what was on them is gone.

    Several names stand in parentheses: each tape is asked for in turn. Without OVERRIDE ON the name
    must be new in what is reachable of the system search space, and the tape must bear no label; a
    tape that was never written needs OVERRIDE ON, and ACCEPT TAPEMOUNT if it was mounted before the
    command. NEWNAME changes the name in the label of one tape, and nothing else that is not given,
    SCRATCH lets the files of a labeled tape expire and changes nothing else. PROMPT ON waits for
    RETURN, or stop, before it waits for the tape. UNLOAD OFF leaves the last tape on its drive.
    DENSITY means something on drives for open reels only, of which no simulated system has one.
    With OVERRIDE ON a tape of a tape library is loaded into the empty drive, labeled and unloaded.
    """

    authority: ClassVar[Authority] = Authority.SUPER_GROUP
    source: ClassVar[str] = "MEDIACOM manual, 2-23 to 2-25; DSM/TC Programming Manual, 130"
    fidelity: ClassVar[Origin] = Origin.DOCUMENTED

    names: tuple[TapeLabel, ...]
    density: str | None = None
    labels: str | None = None
    newname: TapeLabel | None = None
    scratch: bool = False
    override: str | None = None
    owner: LabelText | None = None
    prompt: str = "ON"
    tapedrive: DriveName | None = None
    unload: str = "ON"

    def run(self, context: Context) -> Interaction:
        """Label the tapes one by one; the first refusal ends the command."""
        self._check_options()
        mounting = Mounting.of(context, self.tapedrive, self.prompt, self.unload)
        check_once("TAPEVOLUME", self.names)
        self._check_names(context, mounting)
        override = None if self._changes else self._overrides
        write = partial(self._write, mounting)
        yield from mounting.counted(self.names, write, "tape label", "added", override=override)

    @property
    def _overrides(self) -> bool:
        return self.override == "ON"

    @property
    def _changes(self) -> bool:
        """Say whether a label that is there is changed, and not a new one written."""
        return self.scratch or self.newname is not None

    def _check_options(self) -> None:
        """Refuse what cannot be given together: mediacom.5935 and 5996; an owner: 5904."""
        given = {
            "NEWNAME": self.newname,
            "OVERRIDE": self.override,
            "DENSITY": self.density,
            "LABELS": self.labels,
            "OWNER": self.owner,
        }
        alone = "SCRATCH" if self.scratch else "NEWNAME" if self.newname is not None else ""
        others = given if self.scratch else {"OVERRIDE": self.override} if alone else {}
        for option, value in others.items():
            if value is not None:
                raise OperatorError(messages.OPTIONS_EXCLUDE, option=option, other=alone)
        if self.newname is not None and len(self.names) > 1:
            raise OperatorError(messages.ONE_TAPE, count=len(self.names))
        _check_owner(self.owner, self.labels)

    def _check_names(self, context: Context, mounting: Mounting) -> None:
        """Look for the names in what is reachable of the search space, unless OVERRIDE ON.

        Raises mediacom.5922 for a name that is to be given, and 5994 for that of a tape.
        """
        if self._overrides:
            return
        if self._changes:
            _check_uncataloged(context, mounting, self.names)
        new = self.names if not self._changes else (self.newname,) if self.newname else ()
        context.space(mounting.system).check(new, reachable_only=True)

    def _write(self, mounting: Mounting, tape: TapeDrive, name: TapeLabel) -> None:
        """Write the label of one tape. Raises mediacom.5913, 5914 and 5990 to 5993."""
        if self.scratch:
            _borne(mounting, tape, name)
            mounting.server.hands.expire(tape.name)
            return
        labels, owner = self.labels, self.owner
        if self.newname is not None:
            old = _borne(mounting, tape, name)
            labels = labels or old.type
            owner = owner or (LabelText(old.owner) if old.owner else None)
            _check_owner(owner, labels)
        elif not self._overrides:
            _check_bare(mounting, tape)
        label = _new_label(mounting, self.newname or name, labels or "ANSI", owner)
        mounting.server.hands.relabel(tape.name, label)


@dataclass(frozen=True, slots=True)
class DeleteTapelabel(Statement):
    """Take the label off a tape that is not cataloged; what was on it is gone.

    The name must be neither in the volume catalogs of the drive's system nor in what is reachable
    of its system search space. PROMPT and UNLOAD are those of ADD TAPELABEL.
    """

    authority: ClassVar[Authority] = Authority.SUPER_GROUP
    source: ClassVar[str] = "DSM/TC Programming Manual, 145"
    fidelity: ClassVar[Origin] = Origin.DOCUMENTED
    options_inferred: ClassVar[bool] = True

    name: TapeLabel
    prompt: str = "ON"
    tapedrive: DriveName | None = None
    unload: str = "ON"

    def run(self, context: Context) -> Interaction:
        """Wait for the tape, and take its label off."""
        mounting = Mounting.of(context, self.tapedrive, self.prompt, self.unload)
        _check_uncataloged(context, mounting, [self.name])

        def remove(tape: TapeDrive, name: TapeLabel) -> None:
            _borne(mounting, tape, name)
            mounting.server.hands.relabel(tape.name, None)

        yield from mounting.counted([self.name], remove, "tape label", "deleted")


@dataclass(frozen=True, slots=True)
class InfoTapelabel(Statement):
    """Show the label of a tape; with DETAIL every field of the labels in front of a file.

    The file is the first one that has not expired. All that is shown is read from the tape. With a
    name the tape has to bear it. PROMPT and UNLOAD are those of ADD TAPELABEL.
    """

    authority: ClassVar[Authority] = Authority.SUPER_GROUP
    source: ClassVar[str] = "MEDIACOM manual, 2-128 to 2-132 and appendix A"
    fidelity: ClassVar[Origin] = Origin.DOCUMENTED
    options_inferred: ClassVar[bool] = True

    name: TapeLabel | None = None
    prompt: str = "ON"
    tapedrive: DriveName | None = None
    unload: str = "ON"
    detail: bool = False
    brief: bool = False

    def run(self, context: Context) -> Interaction:
        """Wait for the tape, and read it."""
        detail = in_detail(brief=self.brief, detail=self.detail)
        mounting = Mounting.of(context, self.tapedrive, self.prompt, self.unload)
        found: list[tuple[VolumeLabel, Reel]] = []

        def read(tape: TapeDrive, name: TapeLabel | None) -> None:
            label = _borne(mounting, tape, name)
            found.append((label, mounting.server.reel(tape.name)))

        count = yield from mounting.each([self.name], read)
        display = tapelabel_detail if detail else tapelabel_table
        for label, reel in found:
            yield from display(label, reel, mounting.system.now.date())
        yield counted(count, "tape label", "returned")


@dataclass(frozen=True, slots=True)
class LabelTapevolume(Statement):
    """Label tapes and catalog them in a pool.

    Without OVERRIDE ON the whole system search space must be reachable and free of the names, and
    the tapes must bear no label; a tape that was never written needs OVERRIDE ON, and ACCEPT
    TAPEMOUNT if it was mounted before the command. With OVERRIDE ON, what is reachable is searched,
    and a label is written over. The options are those of ADD TAPEVOLUME and ADD TAPELABEL. The
    count of tapes that the manual mentions is not modelled: its keyword is not public.
    """

    authority: ClassVar[Authority] = Authority.SUPER_GROUP
    source: ClassVar[str] = "MEDIACOM manual, 2-146 and 2-147; DSM/TC Programming Manual, 106"
    fidelity: ClassVar[Origin] = Origin.DOCUMENTED

    names: tuple[TapeLabel, ...]
    pool: PoolName | None = None
    volcat: CatalogName | None = None
    density: str = ANY
    labels: str = ANY
    owner: LabelText | None = None
    type: str = ANY
    override: str = "OFF"
    prompt: str = "ON"
    tapedrive: DriveName | None = None
    unload: str = "ON"

    def run(self, context: Context) -> Interaction:
        """Label and catalog the tapes one by one; the first refusal ends the command."""
        system, volcat = context.volcat(self.volcat)
        pool = context.pool(self.pool)
        mounting = Mounting.of(context, self.tapedrive, self.prompt, self.unload)
        volumes, space = context.world.media(system).tapevolumes, context.space(system)
        asked = TapeAttributes(self.labels, self.type, self.density)
        override = self.override == "ON"
        tape_attributes = volumes.check_addition(
            volcat, pool, self.names, space, attributes=asked, override=override
        )
        _check_owner(self.owner, tape_attributes.label)

        def write(tape: TapeDrive, name: TapeLabel) -> None:
            context.home(system.node)  # the line may have gone down while the tape was waited for
            if not override:
                _check_bare(mounting, tape)
            label = _new_label(mounting, name, tape_attributes.label, self.owner)
            with together(mounting.system.database, system.database):
                volumes.add(
                    volcat,
                    pool,
                    [name],
                    space,
                    attributes=asked,
                    owner=label.owner or None,
                    override=override,
                )
                home = home_in(volcat.qualified(system.node), pool)
                mounting.server.hands.relabel(tape.name, label, home)

        yield from mounting.counted(self.names, write, "tape volume", "labeled", override=override)


def _check_owner(owner: LabelText | None, labels: str | None) -> None:
    """Refuse an owner that is too long for IBM labels: mediacom.5904."""
    if owner is not None and labels == LabelType.IBM and len(owner.value) > LONGEST_IBM_OWNER:
        allowed = f"1 to {LONGEST_IBM_OWNER} characters"
        raise OperatorError(messages.VALUE_INVALID, option="OWNER", value=owner, allowed=allowed)


def _check_uncataloged(context: Context, mounting: Mounting, names: Sequence[TapeLabel]) -> None:
    """Refuse a tape that DSM/TC knows: mediacom.5994."""
    system = mounting.system
    for name in names:
        found = context.world.media(system).tapevolumes.matching(LabelPattern.only(name))
        places = [(f"{system.node}.{each.catalog}", each.pool) for each in found]
        holders = context.space(system).holders([name], reachable_only=True)
        places += [(each.catalog, each.pool) for each in holders]
        if places:
            catalog, pool = places[0]
            raise OperatorError(messages.CATALOGED, name=name, pool=pool, catalog=catalog)


def _check_bare(mounting: Mounting, tape: TapeDrive) -> None:
    """Refuse a tape that bears a label, or was never written: mediacom.5990 and 5991."""
    if tape.label_type:
        name = TapeLabel(tape.label)
        raise OperatorError(messages.LABELED_ALREADY, name=name, drive=mounting.drive)
    if mounting.server.reel(tape.name).new:
        raise OperatorError(messages.NEW_TAPE, drive=mounting.drive)


def _borne(mounting: Mounting, tape: TapeDrive, name: TapeLabel | None) -> VolumeLabel:
    """Give the label of a tape, which has to be the named one: mediacom.5992 and 5993."""
    label = mounting.server.stock.label(tape.tape)
    if label is None:
        raise OperatorError(messages.NO_LABEL, drive=mounting.drive)
    found = TapeLabel(label.name)
    if name not in (None, found):
        raise OperatorError(messages.OTHER_LABEL, drive=mounting.drive, found=found, name=name)
    return label


def _new_label(
    mounting: Mounting, name: TapeLabel, labels: str, owner: LabelText | None
) -> VolumeLabel:
    today = mounting.system.now.date()
    return VolumeLabel(name.value, LabelType(labels), owner.value if owner else "", today)
