"""Messages over HTTP: the outbox and what messages say, consents with their proofs, purposes, suppressed addresses.

Law of the folder: an address is never shown; a page that a message holds is served where no script can run.
"""
