"""Named, seeded, scheduled misbehaviour of the platform, with a receipt of what was delivered.

Everything here is a function over values: a fault takes the answer that the platform would send
and says what reaches the hospital instead. No socket, no clock, no sleep.

- `delivery`: what may happen to an answer;
- `kind`: what a kind of fault is;
- `transport`, `gateway`, `content`: the kinds, each explained by the bug it catches;
- `kinds`: all of them by name;
- `plan`: which exchange meets which fault.
"""
