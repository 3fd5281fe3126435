"""The evidence: numbered entries, chained by hashes."""

from .canonical import canonical
from .chain import ZERO, BrokenChain, Entry, Journal, verify_chain

__all__ = ["ZERO", "BrokenChain", "Entry", "Journal", "canonical", "verify_chain"]
