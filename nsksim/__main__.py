"""Where a process begins: `nsksim` and `python -m nsksim`."""

import sys

INTERRUPTED = 130
"""As `nsksim.commands.outcome` has it, which is not loaded yet."""


def main() -> int:
    """Load the command line and do what it asks for; Ctrl-C is understood from the first moment."""
    try:
        from nsksim.cli import main as command_line
    except KeyboardInterrupt:
        sys.stderr.write("nsksim: interrupted\n")
        return INTERRUPTED
    return command_line()


if __name__ == "__main__":
    sys.exit(main())
