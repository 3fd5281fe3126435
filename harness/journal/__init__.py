"""The evidence: numbered entries, chained by hashes."""

from .canonical import canonical
from .chain import ZERO, BrokenChain, Entry, Journal, link, verify_chain

__all__ = ["ZERO", "BrokenChain", "Entry", "Journal", "canonical", "link", "verify_chain"]
