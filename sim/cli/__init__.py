"""The command line: `main` runs one command and ends with exit code 0 (done), 1 (a run failed) or 2 (wrong input).

What the commands do is in `sim.cli.commands`, the words and flags that they take in `sim.cli.options`.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence

import typer

from sim.cli.commands import app
from sim.errors import InputError

__all__ = ["app", "main"]

INTERRUPTED = 130  # the usual code of a program that Ctrl-C ended
STOPPED = "Stopped. Runs that were finished are kept; the same command goes on from there."


def main(arguments: Sequence[str] | None = None) -> None:
    """The entry point: runs a command and ends the program with its exit code, without a traceback unless --debug."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    words = [word for word in given if word != "--debug"]
    try:
        app(args=words, prog_name="learncity")
    except InputError as error:
        typer.echo(str(error), err=True)
        sys.exit(2)
    except SystemExit as end:
        if end.code == INTERRUPTED:
            typer.echo(STOPPED, err=True)
        raise
    except Exception as error:
        if isinstance(error.__cause__, KeyboardInterrupt):  # Python 3.11 wraps one that meets the making of a class
            typer.echo(STOPPED, err=True)
            sys.exit(INTERRUPTED)
        if len(words) < len(given):
            raise
        reason = " ".join(str(error).split())
        typer.echo(f"learncity: this failed: {type(error).__name__}: {reason} (--debug shows where)", err=True)
        sys.exit(1)
