"""What the API and the command line ask of a workspace: readers and doers over its stores, no HTTP."""

from clew.runtime.services.documents import Documents
from clew.runtime.services.health import WorkspaceHealth
from clew.runtime.services.live import Live
from clew.runtime.services.profiles import Profiles
from clew.runtime.services.quarantine import Desk
from clew.runtime.services.segments import Segments

__all__ = ["Desk", "Documents", "Live", "Profiles", "Segments", "WorkspaceHealth"]
