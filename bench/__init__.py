"""Benchmarks: each module measures one thing, beside its limit or a peer in the same run, and returns results."""
