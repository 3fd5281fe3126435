"""Counters, in the text format of Prometheus."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from .sandbox import Sandbox

__all__ = ["Metrics"]

#: Name, kind, help.
FAMILIES = {
    "harness_sandboxes": ("gauge", "Sandboxes of this server."),
    "harness_requests_total": ("counter", "Requests seen, by sandbox."),
    "harness_entries": ("gauge", "Entries of the journal, by sandbox."),
    "harness_answers_total": ("counter", "Answers of the wire port, by HTTP status; 0: none sent."),
}


class Metrics:
    """What the server counts besides the journals."""

    def __init__(self) -> None:
        """Start at nought."""
        self.answers: Counter[int] = Counter()

    def answered(self, status: int) -> None:
        """Count an answer of the wire port."""
        self.answers[status] += 1

    def text(self, sandboxes: Iterable[Sandbox]) -> str:
        """Write all counters."""
        known = list(sandboxes)
        samples = {
            "harness_sandboxes": [("", len(known))],
            "harness_requests_total": [(_label("sandbox", s.id), s.requests_seen()) for s in known],
            "harness_entries": [(_label("sandbox", s.id), len(s.ledger)) for s in known],
            "harness_answers_total": [
                (_label("status", str(status)), count) for status, count in self.answers.items()
            ],
        }
        lines = []
        for name, (kind, text) in FAMILIES.items():
            lines += [f"# HELP {name} {text}", f"# TYPE {name} {kind}"]
            lines += [f"{name}{label} {value}" for label, value in samples[name]]
        return "\n".join(lines) + "\n"


def _label(name: str, value: str) -> str:
    escaped = value.replace("\\", r"\\").replace('"', r"\"").replace("\n", r"\n")
    return f'{{{name}="{escaped}"}}'
