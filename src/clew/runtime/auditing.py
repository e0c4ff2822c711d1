"""The audit trail of the command line: whoever may open the folder may do everything, and answers for it too."""

import getpass

from clew.access import Deed
from clew.runtime.workspace import Workspace

ACTOR = "cli"
"""Who acts on the command line, in the trail and beside what is published."""


def note(workspace: Workspace, action: str, kind: str = "", name: str = "", detail: str = "") -> None:
    """Write down what a command has done.

    Args:
        workspace: Where.
        action: The operation as the API calls it.
        kind: What the object is.
        name: Its id.
        detail: A version, a role.
    """
    workspace.trail.record([deed(workspace, action, kind, name, detail)])


def deed(workspace: Workspace, action: str, kind: str = "", name: str = "", detail: str = "") -> Deed:
    """What a command has done, as the trail keeps it."""
    return Deed(workspace.clock.now(), ACTOR, _user(), "cli", action, kind, name, "done", detail)


def _user() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return "command line"
