"""Folds over the stream of a run: JSON, HTML, JUnit, attestation, comparison, verification."""
