"""Journeys over HTTP: documents with live figures, the people in them, reasons, simulations, tests, reports."""
