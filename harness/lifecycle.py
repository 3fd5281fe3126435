"""State machines as tables, which draw themselves."""

from collections.abc import Mapping
from dataclasses import dataclass

from harness.errors import HarnessError


class IllegalTransition(HarnessError):
    """An event came that the present state does not allow."""


@dataclass(frozen=True, slots=True)
class Lifecycle:
    """Everything that may happen to one kind of thing.

    Attributes:
        name: what goes through it, for messages.
        initial: the state it begins in.
        table: the next state by (state, event).

    """

    name: str
    initial: str
    table: Mapping[tuple[str, str], str]

    def after(self, state: str, event: str) -> str:
        """Return the state that an event leads to.

        Raises:
            IllegalTransition: if the table does not allow the event in this state.

        """
        try:
            return self.table[state, event]
        except KeyError:
            allowed = sorted(name for (at, name) in self.table if at == state)
            raise IllegalTransition(
                f"{self.name}: {event!r} is not possible while {state!r}",
                why=f"possible are {', '.join(allowed)}" if allowed else "nothing may follow",
            ) from None

    def allows(self, state: str, event: str) -> bool:
        """Tell whether an event may happen in a state."""
        return (state, event) in self.table

    @property
    def states(self) -> tuple[str, ...]:
        """All states, the initial one first, the others in order of first mention."""
        found = dict.fromkeys([self.initial])
        for (at, _), to in self.table.items():
            found |= dict.fromkeys([at, to])
        return tuple(found)

    def diagram(self) -> str:
        """Return the table as Mermaid text for the documentation."""
        lines = ["stateDiagram-v2", f"    [*] --> {self.initial}"]
        lines += [f"    {at} --> {to}: {event}" for (at, event), to in self.table.items()]
        return "\n".join(lines)
