"""The audit trail: who did what to which object, when, and how it ended; append-only, sealed, without personal data.

Law: each entry is sealed over the one before with the workspace's secret, so that a row that something else than Clew
changed, added or took out is found (all but the newest rows cut off at the end, of which a copied seal tells).
"""

from clew.access.audit.service import Checked, Trail

__all__ = ["Checked", "Trail"]
