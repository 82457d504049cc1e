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
    return markdown.page("The command line", intro, *_commands(_context(cli.commands, PROGRAM)))


def _context(
    command: click.Command, name: str, parent: click.Context | None = None
) -> click.Context:
    return click.Context(
        command, parent, info_name=name, terminal_width=WIDTH, max_content_width=WIDTH
    )


def _commands(context: click.Context) -> Iterator[list[str]]:
    """Write the help of a command, then that of the commands in it."""
    lines = context.command.get_help(context).splitlines()
    yield [f"## {context.command_path}", "", *markdown.fenced(line.rstrip() for line in lines)]
    if not isinstance(context.command, click.Group):
        return
    for name in context.command.list_commands(context):
        command = context.command.get_command(context, name)
        if command is not None and not command.hidden:
            yield from _commands(_context(command, name, context))
