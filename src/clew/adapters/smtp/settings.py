"""How a workspace sends mail."""

from typing import Literal

import msgspec


class DkimKey(msgspec.Struct, frozen=True):
    """A key that mail is signed with.

    Attributes:
        selector: Under which name its public half stands in the DNS of the domain.
        domain: Who signs.
        private_key: PEM for `rsa`, base64 of the 32 bytes of the seed for `ed25519`.
        algorithm: Which of the two.
    """

    selector: str
    domain: str
    private_key: bytes
    algorithm: Literal["rsa", "ed25519"] = "rsa"


class SmtpSettings(msgspec.Struct, frozen=True):
    """A server that takes our mail, and whose mail it is.

    Attributes:
        host: Of the server.
        port: Of the server.
        sender: Address in `From`.
        bounce_domain: Domain of return paths; the sender's where it is left out.
        sender_name: Name in `From`.
        reply_to: Address in `Reply-To`.
        tls: `require` (STARTTLS), `implicit` (from the first byte), `opportunistic`, or `none`.
        username: For the server; None where it wants none.
        password: For the server.
        secret: Of the workspace: signs return paths.
        dkim: Keys to sign with, each adds a signature.
        connections: How many at once.
        timeout: Seconds for any one answer.
    """

    host: str
    port: int
    sender: str
    secret: bytes
    bounce_domain: str = ""
    sender_name: str = ""
    reply_to: str = ""
    tls: Literal["require", "implicit", "opportunistic", "none"] = "require"
    username: str | None = None
    password: str | None = None
    dkim: tuple[DkimKey, ...] = ()
    connections: int = 10
    timeout: float = 30.0

    @property
    def return_domain(self) -> str:
        """Domain of return paths and message ids."""
        return self.bounce_domain or self.sender.rpartition("@")[2]
