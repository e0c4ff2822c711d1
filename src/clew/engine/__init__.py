"""The engine: one pure step over a profile, and the micro-batch loop that feeds it from the log.

Law of the folder: state, facts, alarms and offset change in one transaction; a rebuild from the log gives the same.
"""
