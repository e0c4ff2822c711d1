"""The HTTP face of Clew: the only place that knows status codes."""
