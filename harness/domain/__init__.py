"""What the insurance world consists of: frozen facts and their life cycles.

Nothing here knows a field of the wire, a rule of law or a clock. What can be computed from facts
and a moment ("expired", "suspended") is a method, never a stored flag.
"""
