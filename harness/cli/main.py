"""``harness``: finds the command, and turns an exception of ours into a sentence and a code."""

from __future__ import annotations

import importlib
import os
import sys
from collections.abc import Sequence
from typing import Any, Final

import click

from harness import __version__
from harness.errors import HarnessError

#: Command name → module that holds it. Modules are imported when their command is called, so that
#: ``--help`` and shell completion stay quick.
COMMANDS: Final = {
    "certify": "certify",
    "compare": "report",
    "defects": "defects",
    "driver": "driver",
    "hospital": "hospital",
    "init": "driver",
    "keys": "verify",
    "policy": "policy",
    "report": "report",
    "requirements": "requirements",
    "scenarios": "scenarios",
    "serve": "serve",
    "trace": "trace",
    "verify": "verify",
    "wire": "wire",
    "world": "world",
}

INTERRUPTED: Final = 130
READER_GONE: Final = 141
"""As a shell reports a program that SIGPIPE ended: no verdict, neither good nor bad."""


class ReaderGone(Exception):
    """Nobody reads what is printed any more; click would call it a failure."""


class LazyGroup(click.Group):
    """A group whose commands are imported on demand."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click calls it so
        """Return every command's name."""
        return sorted(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002 - click calls it so
        """Import the module of a command and return the command."""
        if cmd_name not in COMMANDS:
            return None
        module = importlib.import_module(f"harness.cli.{COMMANDS[cmd_name]}")
        command: click.Command = getattr(module, cmd_name)
        return command

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command that was asked for."""
        try:
            return super().invoke(ctx)
        except BrokenPipeError as error:
            raise ReaderGone from error


@click.command(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="harness")
def cli() -> None:
    """Rehearse referral filing against a simulated insurance platform, and judge a HIS by it.

    \b
    Examples:
      harness certify                          test the built-in reference hospital
      harness certify --his http://127.0.0.1:9000
      harness serve                            the platform, for hands-on work
      harness verify report                    check a report without trusting us
    """


def run(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code.

    A ``HarnessError`` becomes its sentence on standard error and its own code; Ctrl-C becomes 130,
    a closed pipe 141.
    """
    _survive_narrow_consoles()
    try:
        result = cli.main(args=arguments, prog_name="harness", standalone_mode=False)
    except click.exceptions.Abort:
        return INTERRUPTED
    except click.ClickException as error:
        error.show()
        return error.exit_code
    except HarnessError as error:
        click.echo(f"harness: {error}", err=True)
        return error.exit_code
    except KeyboardInterrupt:
        return INTERRUPTED
    except ReaderGone:
        # The reader has seen enough; nothing is left to be said to it.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return READER_GONE
    return result if isinstance(result, int) else 0


def _survive_narrow_consoles() -> None:
    """Let a console that cannot show a character show a substitute instead of crashing."""
    for stream in (sys.stdout, sys.stderr):
        reconfigure: Any = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(errors="backslashreplace")
