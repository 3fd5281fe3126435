"""The journal kept: in memory, in SQLite, in PostgreSQL.

A store holds what a sandbox is made of and the entries of its journal, nothing else. Whatever a
sandbox knows can be made again from these; any snapshot is a cache.

- `ports`: what a store does;
- `writer`: one thread that makes entries durable, several in one transaction;
- `memory`, `sqlite`, `postgres`: the stores;
- `opening`: a store by its address.
"""
