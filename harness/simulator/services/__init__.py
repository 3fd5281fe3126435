"""One module per family of transactions; the only place of the simulator with wire names."""
