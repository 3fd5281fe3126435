"""Ways to make a HIS act: HTTP, stdio, a Python object, a person with step cards, a recording."""
