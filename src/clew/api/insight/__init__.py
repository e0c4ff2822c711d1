"""Insight over HTTP: questions, metrics, dashboards, and SQL; each stops when nobody waits for it any more."""
