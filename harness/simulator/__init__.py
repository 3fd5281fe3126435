"""The platform without I/O: messages and acts in, answers and changes out.

``Platform.handle`` and ``Platform.act`` never touch their store; they return the changes that the
caller makes durable and then applies.
"""
