"""The place a transcript plays in: a fresh world of its scenario with its user logged on."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from nsksim import api
from nsksim.session import Session
from nsksim.transcript.document import Transcript


@contextmanager
def on_stage(transcript: Transcript) -> Iterator[Session]:
    """Lend a session in a fresh world of the transcript's head; the world is gone afterwards.

    Raises ScenarioProblem, WorldProblem and TranscriptProblem (the user does not exist).
    """
    head = transcript.head
    with api.World.from_scenario(transcript.scenario, seed=head.seed) as world:
        try:
            session = world.session(user=head.user)
        except ValueError as error:
            raise transcript.problem(1, str(error)) from error
        yield session.engine
