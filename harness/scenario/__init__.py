"""Scenarios: read from files, played against a HIS, judged from the evidence alone."""
