"""What can go wrong on our side.

A mistake of ours or of our user is an exception; a mistake of the hospital is a finding and never
unwinds a run::

    HarnessError
    ├── UsageError         the command was asked for something it cannot do      exit 2
    ├── DataError          a pack, world, scenario or other data file is wrong   exit 2
    ├── EnvironmentFault   a port, file, server or program is not available      exit 4
    └── OursFault          a broken promise of the suite itself                  exit 4
"""

from typing import ClassVar


class HarnessError(Exception):
    """Say what is wrong, where, why, and what to do about it."""

    exit_code: ClassVar[int] = 4

    def __init__(
        self,
        what: str,
        *,
        where: str | None = None,
        why: str | None = None,
        remedy: str | None = None,
    ) -> None:
        """Keep the four answers as plain fields; the text is built from them."""
        super().__init__(what)
        self.what = what
        self.where = where
        self.why = why
        self.remedy = remedy

    def __str__(self) -> str:
        """Return the answers as one line: ``where: what: why. remedy``."""
        text = f"{self.where}: {self.what}" if self.where else self.what
        if self.why:
            text = f"{text}: {self.why}"
        if self.remedy:
            text = f"{text.rstrip('.')}. {self.remedy}"
        return text

    def __reduce__(self) -> tuple[object, ...]:
        """Survive the way from a worker process to its parent."""
        return _rebuild, (type(self), dict(self.__dict__))


class UsageError(HarnessError):
    """The command line asks for something that does not exist or does not fit together."""

    exit_code = 2


class DataError(HarnessError):
    """A data file, ours or the user's, breaks its schema or contradicts itself."""

    exit_code = 2


class EnvironmentFault(HarnessError):
    """A port, file, server or program that is needed is not available."""

    exit_code = 4


class OursFault(HarnessError):
    """The suite broke its own promise; never the hospital's fault."""

    exit_code = 4


def _rebuild(kind: type[HarnessError], fields: dict[str, object]) -> HarnessError:
    error = kind.__new__(kind)
    Exception.__init__(error, fields.get("what"))
    error.__dict__.update(fields)
    return error
