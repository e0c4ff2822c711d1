"""The outer edge: each folder speaks to one engine, and fulfils ports that the domains define.

Law: the only place that knows drivers. Adapters know nothing of each other; what SQL stores share is in `sql`.
"""
