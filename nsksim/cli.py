"""The command line: what can be asked for, and how asking ends. The only module that exits.

Each command is declared here and done by a module of `nsksim.commands`, which is imported when the
command runs: `--help` and `--version` start neither the database nor the terminal. Commands of
plug-ins are found through `Plugin.commands` and loaded when they are called.
"""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from types import FrameType
from typing import Any, BinaryIO, NoReturn, TypeVar, cast

import click

from nsksim import __version__, plugins
from nsksim.commands import diagnostics
from nsksim.commands.diagnostics import Situation
from nsksim.commands.outcome import ExitCode, UsageProblem

F = TypeVar("F", bound=Callable[..., object])

EXIT_CODES = """\b
Exit codes:
  0  done                      4  a session and its transcript differ
  1  a typed line was refused  70  a mistake of ours
  2  wrong usage               130  ended from outside (Ctrl-C, SIGTERM)
  3  scenario or world cannot be used, or the world is open elsewhere
"""


class Commands(click.Group):
    """Our own commands, and those of the plug-ins by name until one is called."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Read the words; options that are not of the group are of `shell`, the default command."""
        own = {option for parameter in self.get_params(ctx) for option in parameter.opts}
        first = next((word for word in args if word not in own), "")
        if first.startswith("-"):
            place = args.index(first)
            args = [*args[:place], "shell", *args[place:]]
        return super().parse_args(ctx, args)

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Name all commands, ours first."""
        own = super().list_commands(ctx)
        return [*own, *(name for name in _guests() if name not in own)]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Find a command; that of a plug-in is loaded here."""
        own = super().get_command(ctx, cmd_name)
        if own is not None or cmd_name not in _guests():
            return own
        return cast("click.Command", plugins.resolve(_guests()[cmd_name].reference))

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """List the commands with their summaries, without loading any."""
        rows = []
        for name in self.list_commands(ctx):
            own = self.commands.get(name)
            rows.append((name, own.get_short_help_str(60) if own else _guests()[name].summary))
        with formatter.section("Commands"):
            formatter.write_dl(rows)


def _guests() -> dict[str, plugins.LazyCommand]:
    return {
        name: command for plugin in plugins.installed() for name, command in plugin.commands.items()
    }


def _world_options(function: F) -> F:
    """Add the options of commands that log on in a world."""
    for option in reversed(
        (
            click.option(
                "--world",
                type=click.Path(path_type=Path, file_okay=False),
                metavar="DIR",
                help="Work in the world in this directory.",
            ),
            click.option(
                "--scenario",
                metavar="NAME|FILE.toml",
                help="Work in a fresh world in memory, built from this scenario.",
            ),
            click.option(
                "--node", metavar=r"'\X'", help="The system to log on at; the first by default."
            ),
            click.option(
                "--user", metavar="G.U", help="The user to log on; SUPER.SUPER by default."
            ),
            click.option("--seed", type=int, metavar="N", help="The seed of a fresh world."),
        )
    ):
        function = option(function)
    return function


def _catalog_options(function: F) -> F:
    """Add the options of commands that read catalogs without logging on."""
    for option in reversed(
        (
            click.option(
                "--world",
                type=click.Path(path_type=Path, file_okay=False),
                metavar="DIR",
                help="Read the world in this directory.",
            ),
            click.option(
                "--scenario",
                metavar="NAME|FILE.toml",
                help="Read a fresh world, built from this scenario.",
            ),
            click.option(
                "--node", metavar=r"'\X'", help="The system to read; the first by default."
            ),
            click.option("--seed", type=int, metavar="N", help="The seed of a fresh world."),
        )
    ):
        function = option(function)
    return function


@click.group(cls=Commands, invoke_without_command=True, epilog=EXIT_CODES)
@click.version_option(__version__, prog_name="nsksim")
@click.option(
    "--debug",
    is_flag=True,
    envvar="NSKSIM_DEBUG",
    help="Show the traceback of an internal error, or of what was behind a problem.",
)
@click.pass_context
def commands(context: click.Context, *, debug: bool) -> ExitCode | None:
    """Simulate a pair of HPE NonStop systems, with nothing real behind them.

    \b
    nsksim                              the prompt, in your own world; takes options of shell
    nsksim run -c 'MEDIACOM INFO MEDIADEFS'
    nsksim play sample-run              watch a demonstration
    """
    situation = context.ensure_object(Situation)
    situation.debug = debug
    situation.command = context.invoked_subcommand or "shell"
    return None if context.invoked_subcommand else cast("ExitCode", context.invoke(shell))


@commands.command()
@_world_options
@click.option("--plain", is_flag=True, help="No completion, history, colours, bar and pager.")
@click.pass_obj
def shell(situation: Situation, /, *, plain: bool, **options: Any) -> ExitCode:
    """Open the prompt (also without any command).

    Without --world and --scenario it opens your own world: $NSKSIM_HOME/world, or one in your data
    directory. It is made from the scenario `manual` at first use, and kept.
    """
    from nsksim.commands.shell import shell as open_shell
    from nsksim.commands.worlds import Choice

    return open_shell(Choice(**options), situation, plain=plain)


@commands.command()
@_world_options
@click.option("-c", "commands_", metavar="LINE", multiple=True, help="A line to type; repeatable.")
@click.argument("file", type=click.File("rb"), required=False)
@click.option("--echo", is_flag=True, help="Show prompts and typed lines: a valid session file.")
@click.option("--stop-on-error", is_flag=True, help="Type nothing more after an error message.")
@click.pass_obj
def run(
    situation: Situation,
    /,
    *,
    commands_: tuple[str, ...],
    file: BinaryIO | None,
    echo: bool,
    stop_on_error: bool,
    **options: Any,
) -> ExitCode:
    """Type lines and print what they bring.

    \b
    nsksim run -c WHO -c 'MEDIACOM INFO TAPEVOLUME SAD001'
    nsksim run --world DIR lines.txt
    echo TIME | nsksim run

    The lines come from -c, from FILE (- is standard input), or from standard input. Each goes to
    the program that is open; the line EOF! is CTRL-Y. At the end every open program gets CTRL-Y.
    Without --world the world is a fresh one in memory, of scenario `manual`. Lines after an error
    message are typed all the same; the exit code is then 1.
    """
    from nsksim.commands import running
    from nsksim.commands.worlds import Choice

    if commands_ and file is not None:
        raise UsageProblem("-c and FILE exclude each other")
    if not commands_ and file is None:
        if sys.stdin.isatty():
            raise UsageProblem("nothing to type: give -c LINE, FILE or a pipe")
        file = sys.stdin.buffer
    lines = commands_ if file is None else running.read_lines(file)
    return running.run(Choice(**options), lines, situation, echo=echo, stop_on_error=stop_on_error)


@commands.command("sql")
@_catalog_options
@click.option("-c", "queries", metavar="QUERY", multiple=True, help="A query; repeatable.")
@click.argument("file", type=click.File("rb"), required=False)
@click.option(
    "--format",
    "form",
    type=click.Choice(["table", "csv", "json"]),
    default="table",
    show_default=True,
    help="How answers are written; json is one object on each line.",
)
@click.pass_obj
def ask_catalogs(
    situation: Situation,
    /,
    *,
    queries: tuple[str, ...],
    file: BinaryIO | None,
    form: str,
    **options: Any,
) -> ExitCode:
    """Query the tape catalogs of a world, which stays as it is.

    \b
    nsksim sql -c 'SELECT VOLSER, VOLUMESTATUS FROM VOLV20 ORDER BY VOLSER'
    nsksim sql -c 'SELECT count(*) FROM "\\ETINIUM.SLABVC".VOLV20'
    nsksim sql --world DIR --format csv queries.sql

    The views are the documented ones: CONFGV10, TFV10, TFTOVV10, DFV10 and DFTOVV10 of file
    catalogs, POOLV20, VOLV20 and VTOFCV20 of volume catalogs. Alone they hold the rows of all
    catalogs of the system. Before a view may stand a catalog of the system, "\\NODE.CATALOG" for
    one of any system, "\\NODE" for all of a system. Times are UTC; EXPIRATIONDATE is a local date,
    NULL for PERMANENT.

    The queries come from -c, from FILE (- is standard input) or from standard input, each ended by
    a semicolon; at a terminal there is a prompt. Without --world and --scenario it is your own
    world. A query that is refused makes the exit code 1; the rest are asked all the same.
    """
    from nsksim.commands import running
    from nsksim.commands.sql import split, sql
    from nsksim.commands.worlds import Choice

    if queries and file is not None:
        raise UsageProblem("-c and FILE exclude each other")
    if file is None and not queries and not sys.stdin.isatty():
        file = sys.stdin.buffer
    texts = split(running.read_lines(file)) if file is not None else queries or None
    return sql(Choice(**options), texts, situation, form=form)


@commands.command("export-catalog")
@_catalog_options
@click.option(
    "--format",
    "form",
    type=click.Choice(["parquet", "csv", "json"]),
    default="parquet",
    show_default=True,
    help="What is written; json is one object on each line.",
)
@click.argument("directory", metavar="OUT-DIR", type=click.Path(path_type=Path))
@click.pass_obj
def export_catalog(
    situation: Situation, /, *, form: str, directory: Path, **options: Any
) -> ExitCode:
    """Write the tape catalogs of a system to files.

    The files are OUT-DIR/CATALOG/VIEW.FORMAT, one for each documented view (see `sql`) of each
    catalog of the system. OUT-DIR must be new or empty; the same catalogs make the same bytes.
    """
    from nsksim.commands.catalog_export import export_catalog as export
    from nsksim.commands.worlds import Choice

    return export(Choice(**options), directory, situation, form=form)


@commands.command()
@_world_options
@click.argument("names", metavar="NAME|FILE.session...", nargs=-1, required=True)
@click.option("--fast", is_flag=True, help="Without pauses.")
@click.option("--step", is_flag=True, help="Wait for a key before each typed line.")
@click.pass_obj
def play(
    situation: Situation, /, *, names: tuple[str, ...], fast: bool, step: bool, **options: Any
) -> ExitCode:
    """Show demonstrations one after the other, typed at the pace of a human.

    Each plays in a fresh world of the scenario its first lines name, unless options say otherwise.
    """
    from nsksim.commands.playing import play as play_sessions
    from nsksim.commands.worlds import Choice

    return play_sessions(names, Choice(**options), situation, fast=fast, step=step)


@commands.command()
@click.argument(
    "files",
    metavar="FILE.session...",
    nargs=-1,
    required=True,
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
)
@click.pass_obj
def test(situation: Situation, /, *, files: tuple[Path, ...]) -> ExitCode:
    """Play session files and compare them with what comes.

    Each file plays in a fresh world. A difference shows both sides: lines with - stand in the file,
    lines with + came instead; dots are trailing blanks.
    """
    from nsksim.commands.testing import test as test_sessions

    return test_sessions(files, situation)


@commands.command()
def scenarios() -> ExitCode:
    """List the scenarios a world can be made from."""
    from nsksim.commands.listing import scenarios as list_scenarios

    _print(list_scenarios())
    return ExitCode.DONE


@commands.command()
@click.argument("words", metavar="[SPEAKER] NUMBER|ID", nargs=-1, required=True)
def explain(*, words: tuple[str, ...]) -> ExitCode:
    """Say what a message means, why it came and what to do.

    \b
    nsksim explain 5048
    nsksim explain mediacom 5048
    """
    from nsksim.commands.explanation import explain as explain_message

    if len(words) > 2:
        raise UsageProblem("explain takes a number or an id, and a speaker before it")
    _print(explain_message(words[-1], words[0] if len(words) == 2 else None))
    return ExitCode.DONE


@commands.group()
def world() -> None:
    """Make, show, copy, delete and list worlds on disk."""


_DIRECTORY = click.Path(path_type=Path)


@world.command("create")
@click.argument("directory", metavar="DIR", type=_DIRECTORY)
@click.option("--scenario", metavar="NAME|FILE.toml", default="manual", show_default=True)
@click.option("--seed", type=int, metavar="N", help="Instead of the seed of the scenario.")
def create_world(*, directory: Path, scenario: str, seed: int | None) -> ExitCode:
    """Make a world in a new or empty directory."""
    from nsksim.commands import worlds

    worlds.create(directory, scenario, seed)
    diagnostics.created(directory, scenario)
    return ExitCode.DONE


@world.command("show")
@click.argument("directory", metavar="DIR", type=_DIRECTORY)
def show_world(*, directory: Path) -> ExitCode:
    """Say what a world was made of and where it stands."""
    from nsksim.commands import worlds

    _print(worlds.describe(directory))
    return ExitCode.DONE


@world.command("copy")
@click.argument("source", metavar="SRC", type=_DIRECTORY)
@click.argument("target", metavar="DST", type=_DIRECTORY)
def copy_world(*, source: Path, target: Path) -> ExitCode:
    """Copy a world into a new or empty directory."""
    from nsksim.world_directory import copy

    copy(source, target)
    return ExitCode.DONE


@world.command("delete")
@click.argument("directory", metavar="DIR", type=_DIRECTORY)
def delete_world(*, directory: Path) -> ExitCode:
    """Delete a world; a directory that is none is left alone."""
    from nsksim.world_directory import delete

    delete(directory)
    return ExitCode.DONE


@world.command("list")
@click.argument("parent", metavar="[PARENT]", type=_DIRECTORY, required=False)
def list_worlds(*, parent: Path | None) -> ExitCode:
    """List the worlds in a directory, your own by default, with their scenarios."""
    from nsksim.commands import worlds

    _print(worlds.found_in(parent))
    return ExitCode.DONE


def _print(lines: Sequence[str]) -> None:
    sys.stdout.write("".join(f"{line}\n" for line in lines))


# -- the end of a command ---------------------------------------------------------------------


def main(arguments: Sequence[str] | None = None) -> int:
    """Do what the command line asks for and return the exit code."""
    situation = Situation()
    words = list(sys.argv[1:] if arguments is None else arguments)
    try:
        with _termination():
            with commands.make_context("nsksim", words, obj=situation) as context:
                result = commands.invoke(context)
            sys.stdout.flush()
    except BaseException as error:
        return _ended_by(error, situation)
    return int(result) if isinstance(result, int) else ExitCode.DONE


def _ended_by(error: BaseException, situation: Situation) -> int:
    """Say why the command ended, and give its exit code."""
    match error:
        case click.exceptions.Exit():
            return error.exit_code
        case SystemExit():
            return error.code if isinstance(error.code, int) else ExitCode.DONE
        case KeyboardInterrupt():
            diagnostics.interrupted()
            return ExitCode.INTERRUPTED
        case BrokenPipeError():
            _abandon_output()
            return ExitCode.INTERRUPTED
        case _:
            return _failed(error, situation)


def _failed(error: BaseException, situation: Situation) -> ExitCode:
    """Say what went wrong, and give its exit code."""
    if isinstance(error, click.ClickException):
        context = error.ctx if isinstance(error, click.UsageError) else None
        command = context.command_path if context else "nsksim"
        diagnostics.note(f"{error.format_message().rstrip('.')}; {command} --help says more")
        return ExitCode.USAGE
    from nsksim.commands.ending import foreseen

    code = ExitCode.USAGE if isinstance(error, UsageProblem) else foreseen(error)
    if code is None:
        diagnostics.internal_error(error, situation)
        return ExitCode.INTERNAL
    diagnostics.problem(error, debug=situation.debug)
    return code


def _abandon_output() -> None:
    """Let the interpreter flush into nothing at its end: nobody reads any more."""
    with suppress(OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


@contextmanager
def _termination() -> Iterator[None]:
    """End by an exception when we are told to end, so that the world is closed."""

    def end(_: int, __: FrameType | None) -> NoReturn:
        raise SystemExit(ExitCode.INTERRUPTED)

    signals = (signal.SIGTERM, signal.SIGHUP)
    before = [signal.signal(number, end) for number in signals]
    try:
        yield
    finally:
        for number, handler in zip(signals, before, strict=True):
            signal.signal(number, handler)


if __name__ == "__main__":
    sys.exit(main())
