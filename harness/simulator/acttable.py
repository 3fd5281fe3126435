"""Every act, by who acts."""

from __future__ import annotations

from .acts import Acts
from .agency import AGENCY
from .corrections import CORRECTIONS
from .elsewhere import ELSEWHERE
from .others import EMPLOYER, PATIENT, PROBE
from .window import WINDOW

ACTS = Acts()
ACTS.add("agency", AGENCY)
ACTS.add("agency", WINDOW)
ACTS.add("agency", CORRECTIONS)
ACTS.add("employer", EMPLOYER)
ACTS.add("patient", PATIENT)
ACTS.add("elsewhere", ELSEWHERE)
ACTS.add("probe", PROBE)
