"""The `pilar` program: thin doors to actions and queries. Commands are loaded when they are called."""

import os
import sys

from pilar.cli.root import root


def main() -> None:
    """Entry point of the program."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "pilar.settings")
    sys.exit(root(prog_name="pilar"))
