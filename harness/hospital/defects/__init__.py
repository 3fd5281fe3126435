"""The registry of defects: deliberate faults of the reference hospital, each a few lines.

A defect takes hold of one small method of a house (``override``) and changes what it does. The
house itself knows nothing of defects. What each violates and which scenarios must notice it stands
in ``catalogue.yaml`` (from the project's list of plausible faults).
"""

from __future__ import annotations

from .registry import Defect, every, find

__all__ = ["Defect", "every", "find"]
