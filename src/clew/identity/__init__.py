"""Identity: who a record is about; a graph of names with the provenance of every link, reversible.

Law of the folder: a link that would join two people is refused, a merge rewrites nothing, an unmerge restores both.
"""
