"""A package, so that its engines, a JVM among them, end with its last test."""
