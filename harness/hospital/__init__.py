"""The reference hospital: a real client of the platform, with its own store, clock and outbox.

It speaks only over HTTP, computes its dates with its own named rules, and knows neither scenarios
nor the simulator. Each part is a class with small methods that call one another through their
owner, which is where a defect (``defects``) takes hold.
"""
