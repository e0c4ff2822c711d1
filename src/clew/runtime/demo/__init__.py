"""The demo workspace: a year of real orders, ready segments, and a paced replay to watch."""
