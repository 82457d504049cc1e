"""The command line as a page: click's own help of every command."""

from __future__ import annotations

from collections.abc import Iterator

import click

from docs.generation import markdown
from nsksim import cli

PROGRAM = "nsksim"
WIDTH = 90


def page() -> str:
    """Write the page."""
    intro = [f"What `{PROGRAM} --help` and `{PROGRAM} COMMAND --help` say."]
    root = click.Context(cli.commands, info_name=PROGRAM, **_SIZE)
    return markdown.page("The command line", intro, *_commands(root))


_SIZE = {"terminal_width": WIDTH, "max_content_width": WIDTH}


def _commands(context: click.Context) -> Iterator[list[str]]:
    """Write the help of a command, then that of the commands in it."""
    lines = context.command.get_help(context).splitlines()
    yield [f"## {context.command_path}", "", *markdown.fenced(line.rstrip() for line in lines)]
    if not isinstance(context.command, click.Group):
        return
    for name in context.command.list_commands(context):
        command = context.command.get_command(context, name)
        if command is not None and not command.hidden:
            yield from _commands(click.Context(command, info_name=name, parent=context, **_SIZE))
