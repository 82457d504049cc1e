"""How every INFO with a list of names ends, found or not.

What was found is shown; then one refusal for each name without wildcards that is not there, in the
order of the command; then the count. A wildcard that fits nothing counts 0. Where nothing was found
and a name is missing there is no count: the refusals say it. All of this is ours; the commands that
change something are done for all names or for none.
"""

from __future__ import annotations

from collections.abc import Iterable

from nsksim.errors import OperatorError
from nsksim.interaction import Interaction, Refused
from nsksim.messages import mediacom as messages
from nsksim.programs.mediacom.displays.form import counted


def ending(count: int, what: str, word: str, missing: Iterable[object]) -> Interaction:
    """Say which names were not found (mediacom.5920), and how many entries were."""
    names = list(missing)
    for name in names:
        yield Refused(OperatorError(messages.DOES_NOT_EXIST, object=word, name=name))
    if count or not names:
        yield counted(count, what, "returned")
