"""What can be wrong with a pack, a reading, a ruling or a question put to them."""

from harness.errors import DataError, UsageError


class PackError(DataError):
    """A pack does not load: a gap, an overlap, a rate above the whole, an unknown parameter."""


class MissingParameter(DataError):
    """The law has a value that the pack declares not to have; nothing is ever put in its place."""

    parameter: str = ""


class RulesNotInForce(DataError):
    """The day lies before the rules that the pack holds."""


class UnknownCategory(DataError):
    """A hospital, person or case falls in no class of the law; nothing is guessed."""


class UnknownReading(UsageError):
    """A reading or an option that does not exist."""


class RulingError(DataError):
    """A bureau's decision that cannot be taken: against clear text, contradictory or unused."""
