"""The folder of a workspace: begun, found, and what stands in it beside the stores."""

import os
import secrets
from pathlib import Path

from clew.kernel.errors import ClewError
from clew.kernel.hashing import derive_id

SECRET = "secret"  # noqa: S105
"""Name of the file with the secret, in the folder of a workspace."""

_SECRET_BYTES = 32


class NoWorkspace(ClewError):
    """The folder can't be a workspace."""

    code = "workspace.folder"


def begin(folder: Path) -> bytes:
    """Begin a workspace in a folder, unless one is there; its secret, made at random the first time.

    Raises:
        NoWorkspace: if the folder can't be written, or the secret is damaged.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        _make_secret(folder / SECRET)
    except OSError as error:
        raise NoWorkspace(
            f"the folder can't be used: {error.strerror}", where=str(folder), hint="choose another with --data DIR"
        ) from None
    return secret_of(folder)


def secret_of(folder: Path) -> bytes:
    """The secret of the workspace in a folder.

    Raises:
        NoWorkspace: if there is none, or its secret is damaged or another's.
    """
    path = folder / SECRET
    try:
        secret = path.read_bytes()
    except FileNotFoundError:
        raise NoWorkspace(
            "there is no workspace in this folder", where=str(folder), hint="name it with --data DIR"
        ) from None
    except OSError as error:
        raise NoWorkspace(
            f"the secret can't be read: {error.strerror}", where=str(path), hint="run as the owner of the folder"
        ) from None
    if len(secret) != _SECRET_BYTES:
        raise NoWorkspace("the workspace's secret is damaged", where=str(path), hint="put it back from a copy")
    return secret


def web_socket(folder: Path) -> str:
    """Where the web process of this workspace listens: a path short enough for a Unix socket."""
    name = derive_id("clew-", str(folder.resolve()))
    return str(Path(os.environ.get("XDG_RUNTIME_DIR", "/tmp")) / f"{name}.sock")  # noqa: S108  (mode 0600, see web)


def _make_secret(path: Path) -> None:
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return
    with os.fdopen(handle, "wb") as file:
        file.write(secrets.token_bytes(_SECRET_BYTES))
        file.flush()
        os.fsync(file.fileno())
