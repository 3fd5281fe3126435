"""What goes over the wire: the only place in the hospital that knows the interface's field names.

Each module turns records into the ``input`` of a transaction and reads the ``output`` of its
answer.
"""
