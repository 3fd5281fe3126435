"""The platform's edge: sandboxes, and the two ports through which one reaches them.

- `spec`, `assembly`: what a sandbox is made of, and how it is put together;
- `ledger`, `state`: its journal, and everything that follows from it;
- `sandbox`: the way of one request, a function from bytes to bytes;
- `registry`, `bench`: many sandboxes, kept or for one run;
- `wire_app`, `control_app`, `server`: HTTP.
"""
