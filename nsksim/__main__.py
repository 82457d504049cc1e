"""`python -m nsksim`: the command line, where no script of that name is installed."""

import sys

from nsksim.cli import main

if __name__ == "__main__":
    sys.exit(main())
