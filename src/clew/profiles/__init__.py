"""Profiles: what is known of a person, folded from their records: attributes, consents, traits, segments.

Law of the folder: folding the records in any order gives the same state; a rebuild from the history equals it.
"""
