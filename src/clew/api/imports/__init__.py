"""Importing a file over HTTP: sent once, looked at, mapped in a dry run, then brought into the log with progress."""
