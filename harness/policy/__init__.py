"""Dated legal parameters and the pure functions over them.

Law is data (``pack``), interpretation is data (``readings``, ``rulings``), arithmetic is code
(``benefit``, ``eligibility`` and their neighbours). Every function takes ``Rules`` first, touches
no clock, file or socket, and records the reason of each number by the code that computes it.
"""
