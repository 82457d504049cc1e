"""A tape as a DEFINE describes it: attributes as text become values.

What a DEFINE of CLASS TAPE or TAPECATALOG may say is checked when it is added; here stands what
BACKUP and RESTORE make of it, and the refusal of what they cannot.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import TypeVar

from nsksim.clock import month_number
from nsksim.dsmtc import NEW_VERSION, Retention
from nsksim.errors import OperatorError
from nsksim.guardian.define_classes import CLASSES as DEFINE_CLASSES
from nsksim.messages import backup
from nsksim.names import (
    CatalogName,
    DriveName,
    InvalidName,
    NodeName,
    PoolName,
    TapeFileId,
    TapeLabel,
)
from nsksim.tape.drive import OpenMode

T = TypeVar("T")

CLASSES = ("TAPE", "TAPECATALOG")
SCRATCH = "SCRATCH"
IGNORED_WITHOUT_CATALOG = frozenset({"FILECAT", "VOLCAT", "POOL", "COMMENT", "PHYSICAL", "LOGICAL"})
"""DSM/TC User's Guide, 6-4: what CATALOG OFF takes no notice of."""
UNSAID = {"FILESECT": "1", "RECFORM": "U", "RECLEN": "0", "REELS": "1"} | {"TAPEMODE": "STARTSTOP"}
"""Values that say no more than what is done anyway."""
MODELLED_LABELS = ("ANSI", "BACKUP")
WITHOUT_LABELS = {"OMITTED": OpenMode.NL, "BYPASS": OpenMode.BLP}
_DATE = re.compile(r"(?P<day>\d{1,2}) ?(?P<month>[A-Z]{3}) ?(?P<year>\d{4})")
_LIST = re.compile(r'"[^"]*"|[^\s,()"]+')


@dataclass(frozen=True, slots=True)
class TapeDefinition:
    """What a DEFINE says of a tape; None or empty where it says nothing."""

    name: str
    class_name: str
    system: NodeName
    """Where the tape is mounted: the system of DEVICE, AVRSYSTEM or SYSTEM, else the one where the
    program runs."""
    cataloged: bool
    """CLASS TAPECATALOG with CATALOG ON, and a tape with labels."""
    labels: str
    """ANSI, BACKUP, OMITTED or BYPASS."""
    use: str = ""
    file_id: TapeFileId | None = None
    generation: int | None = None
    """None is +1 for output, -1 for input."""
    version: int | None = None
    """NEW_VERSION, or the number in the label of a tape that is not cataloged: in the catalog a
    number says nothing (DSM/TC User's Guide 6-11)."""
    volumes: tuple[TapeLabel, ...] = ()
    """Empty for SCRATCH."""
    volcat: CatalogName | None = None
    filecat: CatalogName | None = None
    """Both with their nodes."""
    pool: PoolName | None = None
    device: str = ""
    """`$NAME` of a drive of `system`, empty for any."""
    retention: Retention | None = None
    expiration: date | None = None
    comment: str = ""
    mount_message: str = ""
    file_sequence: int | None = None
    file_section: int = 1
    """Which tape of the file is the first that is read, without the catalog."""
    physical_copy: int = 1
    logical_copy: int = 1
    automated: bool | None = None
    """Whether scratch tapes are looked for in tape libraries ten times, or once; None as the media
    defaults say."""

    @property
    def mode(self) -> OpenMode:
        """Say how the labels are processed."""
        return WITHOUT_LABELS.get(self.labels, OpenMode.LP)

    @classmethod
    def read(cls, name: str, attributes: Mapping[str, str], node: NodeName) -> TapeDefinition:
        """Read the attributes of the DEFINE `name` for a program that runs at `node`.

        Raises backup.wrong-class, wrong-attribute, attribute-missing and not-modelled.
        """
        given = _Attributes(name, attributes)
        class_name = attributes.get("CLASS", "").upper()
        if class_name not in CLASSES:
            raise OperatorError(backup.WRONG_CLASS, define=name, class_name=class_name or "MAP")
        labels = given.text("LABELS") or ("OMITTED" if class_name == "TAPE" else "ANSI")
        if labels not in (*MODELLED_LABELS, *WITHOUT_LABELS):
            raise OperatorError(backup.NOT_MODELLED, what=f"A tape with LABELS {labels}")
        on = given.text("CATALOG") != "OFF" and class_name == "TAPECATALOG"
        cataloged = on and labels not in WITHOUT_LABELS
        mounted_at = given.value("SYSTEM", NodeName.parse) or given.value(
            "AVRSYSTEM", NodeName.parse
        )
        device = given.value("DEVICE", DriveName.parse)
        if device is not None:
            mounted_at = device.node
        if labels in WITHOUT_LABELS and device is None:
            reason = f"with LABELS {labels}"
            raise OperatorError(
                backup.ATTRIBUTE_MISSING, define=name, attribute="DEVICE", reason=reason
            )
        given.passed_over("CLASS", "COMPRESSION")  # compressed or not, a tape is read alike
        definition = cls(
            name,
            class_name,
            mounted_at or node,
            cataloged,
            labels,
            use=given.text("USE"),
            file_id=given.value("FILEID", TapeFileId.parse),
            volumes=given.value("VOLUME", _labels) or (),
            device=device.without_node if device else "",
            mount_message=given.text("MOUNTMSG", upshift=False),
            file_sequence=given.value("FILESEQ", int),
            retention=given.value(
                "RETENTION", Retention.parse if class_name == "TAPECATALOG" else _days
            ),
            expiration=given.value("EXPIRATION", _date),
            generation=given.value("GEN", _generation),
            version=given.value("VERSION", _version),
        )
        if cataloged:
            definition = definition._with_catalog(given, node)
        elif not on:
            given.passed_over(*IGNORED_WITHOUT_CATALOG)
        if not cataloged and definition.use == "IN":
            section = given.value("FILESECT", int) or 1
            definition = replace(definition, file_section=section)
        given.refuse_the_rest()
        return definition

    def _with_catalog(self, given: _Attributes, node: NodeName) -> TapeDefinition:
        """Add what only a cataloged tape has."""
        return replace(
            self,
            version=self.version if self.version == NEW_VERSION else None,
            volcat=given.catalog("VOLCAT", node),
            filecat=given.catalog("FILECAT", node),
            pool=given.value("POOL", PoolName.parse),
            comment=given.text("COMMENT", upshift=False),
            physical_copy=given.value("PHYSICAL", int) or 1,
            logical_copy=given.value("LOGICAL", int) or 1,
            automated=given.value("AUTOMATED", lambda word: word.upper() == "ON"),
        )


class _Attributes:
    """The attributes of one DEFINE, read one by one; one that nobody reads is refused."""

    def __init__(self, define: str, attributes: Mapping[str, str]) -> None:
        self._define = define
        self._attributes = attributes
        self._read: set[str] = set()

    def passed_over(self, *attributes: str) -> None:
        """Note attributes that rightly have no effect."""
        self._read.update(attributes)

    def refuse_the_rest(self) -> None:
        """Refuse an attribute that was given and would have no effect: backup.not-modelled.

        A value that the class has anyway asks for nothing.
        """
        known = DEFINE_CLASSES[self._attributes["CLASS"].upper()].attributes
        for attribute, value in self._attributes.items():
            anyway = (known[attribute].default, UNSAID.get(attribute)) if attribute in known else ()
            if attribute not in self._read and value.upper() not in anyway:
                raise OperatorError(backup.NOT_MODELLED, what=f"{attribute} {value} of a tape")

    def text(self, attribute: str, *, upshift: bool = True) -> str:
        """Give a text, empty if the attribute has no value."""
        self._read.add(attribute)
        text = self._attributes.get(attribute, "").strip()
        return text.upper() if upshift else text

    def value(self, attribute: str, parse: Callable[[str], T]) -> T | None:
        """Give a value, None if the attribute has none. Raises backup.wrong-attribute."""
        text = self.text(attribute, upshift=False)
        if not text:
            return None
        try:
            return parse(text)
        except InvalidName as wrong:
            reason = wrong.reason
        except (ValueError, OperatorError):
            reason = "it is not a value of this attribute"
        raise OperatorError(
            backup.WRONG_ATTRIBUTE,
            define=self._define,
            attribute=attribute,
            value=text,
            reason=reason,
        )

    def catalog(self, attribute: str, here: NodeName) -> CatalogName | None:
        """Give a catalog with its node: without one it is of the system where the program runs."""
        catalog = self.value(attribute, CatalogName.parse)
        return catalog and catalog.qualified(here)


def _labels(text: str) -> tuple[TapeLabel, ...]:
    if text.upper() == SCRATCH:
        return ()
    return tuple(TapeLabel.parse(word) for word in _LIST.findall(text))


def _generation(text: str) -> int | None:
    return None if text == "+1" else int(text)


def _version(text: str) -> int:
    return NEW_VERSION if text.upper() == "NEW" else int(text)


def _days(text: str) -> Retention:
    """Read a RETENTION that ADD DEFINE has checked: CLASS TAPE allows more than the catalog."""
    return Retention(int(text))


def _date(text: str) -> date:
    """Read `20 OCT 2022`."""
    found = _DATE.fullmatch(text.upper())
    if found is None:
        raise ValueError(text)
    return date(int(found["year"]), month_number(found["month"]), int(found["day"]))
