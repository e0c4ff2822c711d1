"""The floor that every domain stands on: instants, hashes, packing, pages, the error root.

Law: no domain words here, no clock, no I/O; what is added must be needed by two domains.
"""
