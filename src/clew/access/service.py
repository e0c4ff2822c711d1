"""Credentials of a workspace: issued, shown, rotated, revoked."""

from hashlib import blake2b
from hmac import compare_digest
from typing import Literal

from msgspec.structs import replace

from clew.access.authorise import Principal
from clew.access.errors import OnceReused, TooManyKeys, Unauthenticated, UnfitName, UnknownCredential
from clew.access.issue import Issued, TokenFactory, digest_of, draw, matches, read_text, repeating
from clew.access.model import Account, CredentialKind, KeyRow
from clew.access.ports import AccountStore, KeyStore
from clew.access.roles import ROLES
from clew.access.scopes import SCOPES, known_scopes
from clew.catalog import ID_PATTERN
from clew.events import RESERVED_SOURCES
from clew.kernel.instants import DAY, MINUTE, Duration, Instant

LINK_LIFETIME: Duration = 30 * MINUTE
SESSION_LIFETIME: Duration = 7 * DAY
_ROTATING = 2
_LONGEST_NAME = 200
_ENOUGH_ROWS = 10_000


def require_source(source: str) -> None:
    """Refuse what can't be the id of a source.

    Raises:
        UnfitName: if it can't.
    """
    if source in RESERVED_SOURCES:
        raise UnfitName(f"only Clew itself speaks as {source}", hint="give the source a name of its own")
    if not ID_PATTERN.fullmatch(source):
        raise UnfitName(
            "a source is named in lower-case letters, digits and inner `-`, `_`, `.`", hint="such as web-shop"
        )


class Access:
    """Issues credentials and says who shows one.

    Args:
        store: Where the rows live.
        accounts: Whose sessions they are; asked with every request, so that a change of role holds at once.
        pepper: The workspace's secret, 16 to 64 bytes; without it the stored hashes are of no use.
        tokens: Where unpredictable bytes come from.
    """

    def __init__(self, store: KeyStore, accounts: AccountStore, pepper: bytes, tokens: TokenFactory) -> None:
        if not 16 <= len(pepper) <= 64:
            raise ValueError("a pepper has 16 to 64 bytes")
        self._store = store
        self._accounts = accounts
        self._pepper = pepper
        self._tokens = tokens

    def create_write_key(
        self, source: str, *, now: Instant, name: str = "", expires_at: Instant | None = None, once: str = ""
    ) -> Issued:
        """A key that may append events of one source.

        Args:
            source: Its id.
            now: The present.
            name: What people call it; the source's id unless given.
            expires_at: From when on it is dead.
            once: Who asks and how they call this request: asked again so, the same key is given again.

        Raises:
            TooManyKeys: if the source has two live keys already.
            UnfitName: if the text can't be the id of a source.
            OnceReused: if `once` stands for another key.
        """
        require_source(source)
        if not self._was_issued(once):
            self._refuse_third("write", now, source=source)
        return self._issue(KeyRow("", "write", b"", name or source, source, (), now, expires_at), once)

    def create_api_key(
        self,
        name: str,
        *,
        now: Instant,
        scopes: tuple[str, ...] = tuple(SCOPES),
        expires_at: Instant | None = None,
        once: str = "",
    ) -> Issued:
        """A key for the API; every scope unless told otherwise. To rotate it, create another of the same name.

        Args:
            name: What people call it.
            now: The present.
            scopes: What it may do.
            expires_at: From when on it is dead.
            once: Who asks and how they call this request: asked again so, the same key is given again.

        Raises:
            TooManyKeys: if two live keys have this name already.
            UnfitName: if it is empty or longer than 200 characters.
            UnknownScope: if a scope is none.
            OnceReused: if `once` stands for another key.
        """
        if not 0 < len(name.strip()) <= _LONGEST_NAME:
            raise UnfitName(f"a key needs a name of at most {_LONGEST_NAME} characters", hint="say what it is for")
        if not self._was_issued(once):
            self._refuse_third("api", now, name=name)
        return self._issue(KeyRow("", "api", b"", name, "", known_scopes(scopes), now, expires_at), once)

    def create_link(self, account: Account, *, now: Instant, lifetime: Duration = LINK_LIFETIME) -> Issued:
        """A link that signs one browser in, once."""
        return self._issue(KeyRow("", "link", b"", account.name, "", (), now, now + lifetime, account=account.id))

    def begin_session(
        self,
        account: Account,
        *,
        now: Instant,
        begun_by: Literal["link", "password"],
        lifetime: Duration = SESSION_LIFETIME,
    ) -> Issued:
        """A session of somebody who has proved who they are."""
        self._store.purge(now - SESSION_LIFETIME)
        row = KeyRow("", "session", b"", account.name, "", (), now, now + lifetime, None, account.id, begun_by)
        return self._issue(row)

    def sign_in(self, text: str, *, now: Instant) -> Issued:
        """Spend a link for a session.

        Raises:
            Unauthenticated: if the link is unknown, expired or spent, or its account is disabled.
        """
        link = self._shown(text, "link", now)
        account = self._enabled(link.account) if link is not None else None
        if link is None or account is None or not self._store.revoke(link.id, now):
            raise Unauthenticated(
                "this sign-in link is not valid any more", hint="ask for a new one: `clew link --data DIR`"
            )
        return self.begin_session(account, now=now, begun_by="link")

    def principal(self, text: str, kind: CredentialKind, *, now: Instant) -> Principal | None:
        """Who shows this credential; None when it is not a live one of this kind, or of a disabled account."""
        row = self._shown(text, kind, now)
        if row is None or kind != "session":
            return Principal(row.id, row.kind, row.name, frozenset(row.scopes)) if row else None
        account = self._enabled(row.account)
        if account is None:
            return None
        return Principal(row.id, row.kind, account.name, frozenset(ROLES[account.role]), account.id, account.role)

    def credential(self, key_id: str) -> KeyRow | None:
        """The credential of this id, dead or alive."""
        return self._store.get(key_id)

    def revoke_of(self, account: str, *, now: Instant, kind: CredentialKind | None = None, but: str = "") -> int:
        """End the sessions and links of an account (or those of one kind), except one; how many there were."""
        return self._store.revoke_of(account, now, kind=kind, but=but)

    def draw_id(self) -> str:
        """A new id, for an account."""
        return draw(self._tokens).id

    def mark_of(self, text: str, purpose: bytes) -> str:
        """A text that only this workspace can make of this one, for this purpose (of at most 16 bytes)."""
        return blake2b(text.encode(), key=self._pepper, digest_size=20, person=purpose).hexdigest()

    def source_of(self, write_key: str, *, now: Instant) -> str | None:
        """The source that this write key may append to."""
        row = self._shown(write_key, "write", now)
        return row.source if row else None

    def revoke(self, key_id: str, *, now: Instant) -> KeyRow:
        """End a credential from now on; ending it again changes nothing.

        Raises:
            UnknownCredential: if there is none of this id.
        """
        self._store.revoke(key_id, now)
        row = self._store.get(key_id)
        if row is None:
            raise UnknownCredential("no credential has this id", hint="list them with `clew key list`")
        return row

    def keys(
        self, kind: CredentialKind | None = None, *, source: str | None = None, after: str = "", limit: int = 100
    ) -> list[KeyRow]:
        """Credentials in order of id, dead ones too."""
        return self._store.list(kind=kind, source=source, after=after, limit=limit)

    def csrf_token(self, session_id: str) -> str:
        """What a page of this session must send with every unsafe request; useless without the session's cookie."""
        return self.mark_of(session_id, b"clew.csrf")

    def csrf_matches(self, session_id: str, token: str) -> bool:
        """Whether this is the session's token, in constant time."""
        return compare_digest(self.csrf_token(session_id).encode(), token.encode())

    def _shown(self, text: str, kind: CredentialKind, now: Instant) -> KeyRow | None:
        shown = read_text(text)
        if shown is None or shown.kind != kind:
            return None
        row = self._store.get(shown.id)
        return row if row is not None and matches(row, shown, self._pepper) and row.alive(now) else None

    def _enabled(self, account_id: str) -> Account | None:
        account = self._accounts.get(account_id) if account_id else None
        return account if account is not None and account.enabled else None

    def _refuse_third(self, kind: CredentialKind, now: Instant, *, source: str | None = None, name: str = "") -> None:
        rows = self._store.list(kind=kind, source=source, limit=_ENOUGH_ROWS)
        living = [row for row in rows if row.alive(now) and (not name or row.name == name)]
        if len(living) >= _ROTATING:
            raise TooManyKeys(
                f"two live keys exist already for {source or name}", hint=f"revoke one first, such as {living[0].id}"
            )

    def _issue(self, wanted: KeyRow, once: str = "") -> Issued:
        """Keep the row under an id and a secret of its own; under those that `once` leads to, if it is given."""
        tokens = repeating(once, self._pepper) if once else self._tokens
        while True:
            drawn = draw(tokens)
            row = replace(wanted, id=drawn.id, digest=digest_of(drawn.secret, self._pepper))
            if self._store.put(row):
                return Issued(row, drawn.text(row.kind))
            # An id that was drawn before is drawn again: a 64-bit chance, but then nobody's key is replaced.
            if once:
                return Issued(self._same(row), drawn.text(row.kind))

    def _same(self, row: KeyRow) -> KeyRow:
        """The row that an earlier call of the same `once` kept, if that call wanted the same."""
        found = self._store.get(row.id)
        if found is None or _wish(found) != _wish(row):
            raise OnceReused("this idempotency key was used for something else", hint="choose a new one")
        return found

    def _was_issued(self, once: str) -> bool:
        return bool(once) and self._store.get(draw(repeating(once, self._pepper)).id) is not None


def _wish(row: KeyRow) -> tuple[object, ...]:
    lifetime = None if row.expires_at is None else row.expires_at - row.created_at
    return (row.kind, row.name, row.source, row.scopes, lifetime)
