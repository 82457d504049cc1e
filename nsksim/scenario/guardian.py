"""Sections of a system that belong to Guardian and Expand: disks, users, files, processes."""

from __future__ import annotations

from itertools import groupby

from nsksim import plugins
from nsksim.guardian.counters import Counters
from nsksim.guardian.files import EDIT, OBJECT
from nsksim.guardian.processes import PROCESS_NAME, Kind
from nsksim.guardian.system import System
from nsksim.guardian.users import MEDIA_ADMINISTRATORS, User
from nsksim.messages import tape_server
from nsksim.names import (
    Defaults,
    FileName,
    NodeName,
    ProcessName,
    Security,
    SpoolLocation,
    Subvolume,
    UserId,
    UserName,
    VolumeName,
)
from nsksim.programs.program_file import program_content
from nsksim.programs.zserver.expiration import DEFAULT_HOUR, parse_hour, schedule
from nsksim.scenario.section import Section, quoted
from nsksim.world import World

SYSTEM_VOLUME = "$SYSTEM"
FILE_CODES = range(65_536)
FILE_BYTES = range(100_000_001)
PRIORITIES = range(1, 200)
SYSTEM_MADE_LENGTH = 4
"""Characters of a system-made process name, at least; with fewer they would soon run out."""


def knows(world: World, system: System, section: Section) -> None:
    """`knows`: the systems this one knows, itself always included."""
    for other in section.all_parsed("knows", NodeName.parse):
        world.network.learn(str(system.node), str(other))


def disks(world: World, system: System, section: Section) -> None:
    """`disks`: volumes; `$SYSTEM` must be among them."""
    names = [str(name) for name in section.all_parsed("disks", VolumeName.parse)]
    if SYSTEM_VOLUME not in names:
        raise section.problem("disks", "$SYSTEM is missing")
    if len(set(names)) < len(names):
        raise section.problem("disks", "names a disk twice")
    for name in names:
        system.database.execute("INSERT INTO DISK VALUES (?)", [name])


def users(world: World, system: System, section: Section) -> None:
    """`user`: name, id, security, default volume, password, remote passwords by node.

    `security`: of the files the user makes
    `volume`: the default subvolume
    """
    for entry in section.tables("user"):
        name = entry.parsed("name", UserName.parse)
        identity = entry.parsed("id", UserId.parse)
        security = str(entry.parsed("security", Security.parse, "NUNU"))
        volume = entry.parsed("volume", Subvolume.parse, "$SYSTEM.NOSUBVOL")
        user = User(
            name.group,
            name.user,
            identity.group,
            identity.user,
            security,
            volume.without_node,
        )
        if system.users.named(user.name) or system.users.named(user.id):
            raise entry.problem("name", f"{user.name} or {user.id} is there already")
        system.users.add(user, entry.text("password", ""))
        for remote in entry.tables("remote-password"):
            node = remote.parsed("node", NodeName.parse)
            system.users.set_remote_password(user, str(node), remote.text("password"))
            remote.finish()
        entry.finish()


def media_administrators(world: World, system: System, section: Section) -> None:
    """`security-media-admin`: the members of that security group; without it there is none."""
    members = []
    for name in section.all_parsed("security-media-admin", UserName.parse):
        member = system.users.named(str(name))
        if member is None:
            raise section.problem("security-media-admin", f"{system.node} has no user {name}")
        members.append(member)
    if not members:
        raise section.problem("security-media-admin", "must name a user")
    system.users.enlist(MEDIA_ADMINISTRATORS, members)


def files(world: World, system: System, section: Section) -> None:
    """`file`: disk files with an owner, a code, and lines or a size in bytes.

    `names`: a missing part is that of `$SYSTEM.SYSTEM`
    `owner`: the name of a user
    `lines`: of an EDIT file, in printable ASCII
    """
    defaults = Defaults(system.node, VolumeName.parse(SYSTEM_VOLUME), "SYSTEM")
    for entry in section.tables("file"):
        names = entry.all_parsed("names", lambda text: FileName.parse(text, defaults))
        owner = _owner(system, entry)
        code = entry.number("code", FILE_CODES, EDIT if "lines" in entry else 0)
        if "lines" in entry:
            content = _content(entry)
        else:
            content = b"\0" * entry.number("bytes", FILE_BYTES, 0)
        for name in names:
            with entry.reasons("names"):
                system.files.write(name, content, owner, code=code)
        if "modified" in entry:
            instant = entry.instant("modified")
            for name in names:
                system.files.touch(name, instant)
        entry.finish()


def _content(entry: Section) -> bytes:
    """Read the lines of an EDIT file."""
    lines = entry.texts("lines")
    for line in lines:
        if not line.isascii() or not line.isprintable():
            raise entry.problem("lines", f"{quoted(line)} is not printable ASCII")
    return "".join(f"{line}\n" for line in lines).encode("ascii")


def _owner(system: System, entry: Section) -> User:
    name = entry.text("owner", "SUPER.SUPER")
    owner = system.users.named(name)
    if owner is None:
        raise entry.problem("owner", f"{system.node} has no user {name}")
    return owner


def processes(world: World, system: System, section: Section) -> None:
    """`process`: the servers that run, by name, with program and priority.

    `program`: a program file, which is laid out where there is none
    `autoexpire-time`: of the tape server $ZSVR, the local time of its daily cleanup
    """
    owner = system.users.named("SUPER.SUPER")
    for entry in section.tables("process"):
        name = entry.parsed("name", ProcessName.parse)
        if system.processes.named(name.without_node):
            raise entry.problem("name", f"{name.without_node} is there already")
        if owner is None:
            raise entry.problem("name", f"{system.node} has no user SUPER.SUPER to run it")
        program = entry.parsed("program", lambda text: FileName.parse(text, system.node))
        with entry.reasons("program"):
            _lay_out(system, program, owner)
        system.processes.start(
            program.without_node,
            owner,
            name=name.without_node,
            priority=entry.number("priority", PRIORITIES, 150),
            kind=Kind.SERVER,
        )
        if name.without_node == tape_server.PROCESS:
            schedule(system, entry.parsed("autoexpire-time", parse_hour, DEFAULT_HOUR))
        entry.finish()


def _lay_out(system: System, name: FileName, owner: User) -> None:
    """Write the program file of a server if it is not there; most servers run only from here."""
    if system.files.find(name) is None:
        system.files.write(name, program_content(name.file), owner, code=OBJECT)


def next_process(world: World, system: System, section: Section) -> None:
    """`next-process`: the name the next process with a system-made name gets."""
    name = section.parsed("next-process", ProcessName.parse)
    if len(name.bare) < SYSTEM_MADE_LENGTH:
        raise section.problem("next-process", "must be $ and four or five letters and digits")
    Counters(system.database).set(PROCESS_NAME, name.without_node)


def locations(world: World, system: System, section: Section) -> None:
    """`spool-locations`: locations the spooler knows before the first job."""
    for location in section.all_parsed("spool-locations", SpoolLocation.parse):
        system.spooler.define(str(location))


def programs(world: World, system: System, section: Section) -> None:
    """`programs = true`: a program file for each program that can be run, as SUPER.SUPER's."""
    if not section.boolean("programs"):
        return
    owner = system.users.named("SUPER.SUPER")
    if owner is None:
        raise section.problem("programs", f"{system.node} has no user SUPER.SUPER to own them")
    for subvolume, together in groupby(plugins.programs(), lambda program: program.subvolume):
        place = Subvolume.parse(subvolume, system.node)
        contents = [(program.name, program_content(program.name)) for program in together]
        system.files.write_subvolume(str(place.volume), place.name, contents, owner, OBJECT)
