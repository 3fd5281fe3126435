"""Verdicts, what they add up to, and in which words and exit code a run ends."""
