"""The one decision: may this principal do that?"""

import msgspec

from clew.access.errors import Forbidden, Unauthenticated
from clew.access.model import CredentialKind
from clew.access.roles import Role
from clew.access.scopes import Scope


class Principal(msgspec.Struct, frozen=True):
    """Who asks, after their credential was found good.

    Attributes:
        id: Id of the credential.
        kind: `api` or `session` (write keys only append, links only sign in).
        name: What people call it, or the person.
        scopes: What it may do.
        account: Id of the account whose session it is; empty for a key.
        role: What the account is; None for a key.
    """

    id: str
    kind: CredentialKind
    name: str
    scopes: frozenset[str]
    account: str = ""
    role: Role | None = None

    @property
    def actor(self) -> str:
        """Who answers for what is done, in the audit trail and beside what is published: the account, or the key."""
        return self.account or self.id


def authorise(principal: Principal | None, scope: Scope) -> Principal:
    """Let the principal pass if it may do this.

    Raises:
        Unauthenticated: if there is no principal.
        Forbidden: if the principal lacks the scope.
    """
    if principal is None:
        raise Unauthenticated("not signed in, or the key is not valid", hint="send `Authorization: Bearer <api key>`")
    if scope not in principal.scopes:
        if principal.role is not None:
            raise Forbidden(f"the role {principal.role} lacks the scope {scope}", hint="ask an admin of this workspace")
        raise Forbidden(f"this key lacks the scope {scope}", hint="use a key that has it, or create one")
    return principal
