"""Keys: what they do while a line is typed, and asking for a single one."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeVar

from prompt_toolkit.application import Application
from prompt_toolkit.key_binding import KeyBindings, KeyPressEvent
from prompt_toolkit.keys import Keys
from prompt_toolkit.layout import Layout, Window
from prompt_toolkit.layout.controls import FormattedTextControl

from nsksim.interaction import END_OF_FILE
from nsksim.terminal.shell import TerminalLeft

T = TypeVar("T")

NEXT_TERMINAL = "f2"
"""Shows the terminal of the next system. Ours: a person would turn to another screen."""


def line_keys() -> KeyBindings:
    """Bind what a terminal of the simulated systems has and a host's line input has not."""
    bindings = KeyBindings()

    @bindings.add(NEXT_TERMINAL)
    def _(event: KeyPressEvent) -> None:
        event.app.exit(exception=TerminalLeft)

    @bindings.add("c-y")
    def _(event: KeyPressEvent) -> None:
        """CTRL-Y is the end of file, and the terminal shows it."""
        event.current_buffer.text = END_OF_FILE
        event.app.exit(result=None)

    return bindings


def ask_key(question: str, answers: Mapping[str, T], default: T) -> T:
    """Show a question in the last line until a key is pressed, and take the question away.

    Any other key than those of `answers` gives `default`. Raises KeyboardInterrupt on Ctrl-C.
    """
    bindings = KeyBindings()

    @bindings.add("c-c")
    def _(event: KeyPressEvent) -> None:
        event.app.exit(exception=KeyboardInterrupt)

    @bindings.add(Keys.Any)
    def _(event: KeyPressEvent) -> None:
        event.app.exit(result=default)

    for key, answer in answers.items():
        _bind(bindings, key, answer)
    window = Window(FormattedTextControl(question), height=1, style="reverse")
    application: Application[T] = Application(
        layout=Layout(window), key_bindings=bindings, erase_when_done=True
    )
    return application.run()


def _bind(bindings: KeyBindings, key: str, answer: T) -> None:
    @bindings.add(key)
    def _(event: KeyPressEvent) -> None:
        event.app.exit(result=answer)
