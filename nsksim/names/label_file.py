"""Tape labels as Guardian file ids, one to one (requirement F-11).

A label that begins with a letter is a file id already. One that begins with a digit gets `N` in
front until it has seven characters; a label has at most six, so the two never meet, and the
leading `N`s can be taken off again because the label itself begins with a digit.
"""

from __future__ import annotations

import re

from nsksim.names.refusal import InvalidName, NameKind, upshift
from nsksim.names.tape import TapeLabel

_LETTER_FIRST = re.compile(r"[A-Z][A-Z0-9]{0,5}")
_DIGIT_FIRST = re.compile(r"[0-9][A-Z0-9]{0,5}")
_FILLED = re.compile(r"(?=.{7}\Z)N+([0-9][A-Z0-9]*)")


def file_id_of_label(label: TapeLabel) -> str:
    """Give the file id that stands for `label`: 1 to 8 letters and digits, the first a letter.

    Raises InvalidName for a label with special characters, which no file id can carry.
    """
    if _LETTER_FIRST.fullmatch(label.value):
        return label.value
    if _DIGIT_FIRST.fullmatch(label.value):
        return label.value.rjust(7, "N")
    raise InvalidName(
        NameKind.TAPE_LABEL, str(label), "only letters and digits can stand in a file id"
    )


def label_of_file_id(file_id: str) -> TapeLabel:
    """Give the label that `file_id` stands for. Raises InvalidName when it stands for none."""
    canonical = upshift(file_id)
    if _LETTER_FIRST.fullmatch(canonical):
        return TapeLabel(canonical)
    filled = _FILLED.fullmatch(canonical)
    if filled is None:
        raise InvalidName(NameKind.FILE, file_id, "the file id does not stand for a tape name")
    return TapeLabel(filled[1])
