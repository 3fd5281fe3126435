"""What ``verify`` raises."""

from __future__ import annotations

from typing import ClassVar

from harness.errors import HarnessError


class Wrong(HarnessError):
    """A report that is not what it was, or never was right; ``where`` names the file."""

    exit_code: ClassVar[int] = 6
