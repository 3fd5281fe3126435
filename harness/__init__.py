"""Simulated medical-insurance platform and compliance suite for referral filing."""

__version__ = "0.1.0"
