"""The wire: bytes to envelopes to typed messages, in every dialect; it opens no socket.

``ServerPort`` is the platform's side, ``ClientPort`` the hospital's. The transactions are in
``catalogue``, the dialects in ``dialects``, where the attributes of a slip travel in ``carriage``.
"""
