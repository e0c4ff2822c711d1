"""Models: what was learnt, how good it is, and what it says of people."""
