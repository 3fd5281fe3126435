"""Which suite it was: one hash over everything that decides a verdict."""

from __future__ import annotations

import hashlib
from functools import cache
from typing import Any

from harness import __version__, resources


@cache
def suite() -> dict[str, Any]:
    """Return name, version, and a digest over scenarios, schemas, worlds and packs."""
    digest = hashlib.sha256()
    for folder in resources.FOLDERS:
        for name in resources.names(folder):
            content = resources.data_root().joinpath(*name.split("/")).read_bytes()
            digest.update(name.encode() + b"\0" + hashlib.sha256(content).digest())
    return {"name": "referral-harness", "version": __version__, "digest": digest.hexdigest()}
