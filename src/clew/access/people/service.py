"""Accounts of a workspace: invited, let in, changed, kept out."""

from hmac import compare_digest
from typing import NamedTuple

from clew.access.errors import (
    LastAdmin,
    NameTaken,
    TooManyAttempts,
    Unauthenticated,
    UnfitName,
    UnknownAccount,
    UnknownRole,
    WrongPassword,
)
from clew.access.issue import Issued
from clew.access.model import Account, KeyRow
from clew.access.people.attempts import Attempts, by_address, by_device, by_name
from clew.access.people.names import fold_name
from clew.access.people.passwords import Passwords, require_strong
from clew.access.ports import AccountStore
from clew.access.roles import ROLES, Role, role_of
from clew.access.service import LINK_LIFETIME, Access
from clew.kernel.instants import DAY, HOUR, SECOND, Duration, Instant

INVITATION_LIFETIME: Duration = 7 * DAY
_FRESH: Duration = HOUR
_FIRST = "admin"
_PAGE = 100


class Knock(NamedTuple):
    """Somebody at the door.

    Attributes:
        name: Who they say they are.
        password: What they know.
        address: Where they come from.
        device: What this device was given when somebody last signed in on it.
    """

    name: str
    password: str
    address: str = ""
    device: str = ""


class Accounts:
    """Who may enter, and as what.

    Args:
        store: Where they are kept.
        access: Their links and sessions.
        passwords: How passwords are kept.
        attempts: How often they may be tried.
    """

    def __init__(self, store: AccountStore, access: Access, passwords: Passwords, attempts: Attempts) -> None:
        self._store = store
        self._access = access
        self._passwords = passwords
        self._attempts = attempts

    def list(self, *, after: str = "", limit: int = 100) -> "list[Account]":
        """Accounts in order of their folded names, disabled ones too."""
        return self._store.list(after=after, limit=limit)

    def get(self, account_id: str) -> Account:
        """The account of this id.

        Raises:
            UnknownAccount: if there is none.
        """
        return _found(self._store.get(account_id))

    def named(self, name: str) -> Account:
        """The account of this name.

        Raises:
            UnknownAccount: if there is none.
            UnfitName: if nobody can be called so.
        """
        return _found(self._store.named(fold_name(name)))

    def add(self, name: str, role: str, *, now: Instant) -> Account:
        """A new account; it has no password yet, so that only a link lets its owner in.

        Raises:
            UnfitName: if it can't be a name.
            UnknownRole: if there is no such role.
            NameTaken: if somebody is called so.
        """
        account = Account(self._access.draw_id(), name.strip(), fold_name(name.strip()), _role(role), "", now)
        if not self._store.put(account):
            raise NameTaken("an account of this name exists", hint="make a link for it: `clew account link NAME`")
        return account

    def first_admin(self, *, now: Instant) -> Account:
        """The enabled admin who has been there longest; the first one is made here."""
        admins = [each for each in self._all() if each.role == "admin" and each.enabled]
        if admins:
            return min(admins, key=lambda each: (each.created_at, each.id))
        try:
            return self.add(_FIRST, "admin", now=now)
        except NameTaken:
            account = self.named(_FIRST)
            self._store.set_role(account.id, "admin")
            return self.enable(account)

    def link(self, account: Account, *, now: Instant, lifetime: Duration = LINK_LIFETIME) -> Issued:
        """A link that lets the owner of an account in, once, and choose a password; an older one ends."""
        self._access.revoke_of(account.id, now=now, kind="link")
        return self._access.create_link(account, now=now, lifetime=lifetime)

    def sign_in(self, knock: Knock, *, now: Instant) -> Issued:
        """A session for a name and its password.

        Raises:
            Unauthenticated: if they don't belong together, whatever the reason.
            TooManyAttempts: if too many wrong ones were given; not asked of the password then.
        """
        folded = _folded(knock.name)
        account = self._store.named(folded) if folded is not None else None
        own_device = account is not None and compare_digest(self.device_of(account).encode(), knock.device.encode())
        if account is not None and own_device:
            buckets = (by_device(account.id),)
        else:
            buckets = (by_name(folded or ""), by_address(knock.address))
        if (wait := self._attempts.wait(buckets, now)) > 0:
            raise TooManyAttempts(-(-wait // SECOND))
        usable = account is not None and account.enabled
        right = self._passwords.verify(account.password if account is not None and usable else "", knock.password)
        if account is None or not right:
            raise Unauthenticated("name or password is wrong", hint="an admin can give you a sign-in link")
        self._attempts.forget(buckets[0])
        if self._passwords.outdated(account.password):
            self._store.set_password(
                account.id, self._passwords.encode(knock.password), account.password_at or now, was=account.password
            )
        return self._access.begin_session(account, now=now, begun_by="password")

    def device_of(self, account: Account) -> str:
        """What a device keeps after a sign-in: attempts there are counted apart from those of strangers.

        It signs nobody in, and is worth nothing once the password changes.
        """
        return self._access.mark_of(f"{account.id} {account.password_at}", b"clew.device")

    def change_password(self, session: str, current: str, password: str, *, now: Instant) -> int:
        """Choose a password; every other session and link of the account ends.

        Args:
            session: Id of the session that asks.
            current: The present password; not asked of whoever has just come by a link, or has none.
            password: The new one.
            now: The present.

        Returns:
            How many other sessions and links ended.

        Raises:
            Unauthenticated: if the session has ended.
            WrongPassword: if the present password is another one.
            UnfitPassword: if the new one is soon guessed.
            TooManyAttempts: if too many wrong ones were given.
        """
        row = self._access.credential(session)
        account = self._store.get(row.account) if row is not None else None
        if row is None or account is None or not row.alive(now):
            raise Unauthenticated("this session has ended", hint="sign in again")
        require_strong(password, account.name)
        if account.password and not _by_link(row, now):
            self._require(account, current, now)
        if not self._store.set_password(account.id, self._passwords.encode(password), now, was=account.password):
            raise WrongPassword("the password was changed meanwhile", where="/current", hint="sign in again")
        return self._access.revoke_of(account.id, now=now, but=session)

    def may_set_password(self, session: str, *, now: Instant) -> bool:
        """Whether this session may choose a password without knowing the present one."""
        row = self._access.credential(session)
        return row is not None and _by_link(row, now)

    def sign_out(self, account: Account, *, now: Instant) -> int:
        """End every session and link of an account; how many there were."""
        return self._access.revoke_of(account.id, now=now)

    def set_role(self, account: Account, role: str, *, now: Instant) -> Account:
        """Change what somebody may do, from their next request on.

        Raises:
            UnknownRole: if there is no such role.
            LastAdmin: if no enabled admin would be left.
        """
        if not self._store.set_role(account.id, _role(role)):
            raise _last_admin()
        return self.get(account.id)

    def disable(self, account: Account, *, now: Instant) -> Account:
        """Keep somebody out, at once: their sessions and links end.

        Raises:
            LastAdmin: if no enabled admin would be left.
        """
        if not self._store.set_disabled(account.id, now):
            raise _last_admin()
        self.sign_out(account, now=now)
        return self.get(account.id)

    def enable(self, account: Account) -> Account:
        """Let somebody in again, by the password that they had."""
        self._store.set_disabled(account.id, None)
        return self.get(account.id)

    def _require(self, account: Account, current: str, now: Instant) -> None:
        bucket = by_device(account.id)
        if (wait := self._attempts.wait((bucket,), now)) > 0:
            raise TooManyAttempts(-(-wait // SECOND))
        if not self._passwords.verify(account.password, current):
            raise WrongPassword("the present password is another one", where="/current")
        self._attempts.forget(bucket)

    def _all(self) -> "list[Account]":
        found: list[Account] = []
        while page := self._store.list(after=found[-1].folded if found else "", limit=_PAGE):
            found += page
        return found


def _folded(name: str) -> str | None:
    """A name as it is kept; None of what nobody can be called, so that all of it is one bucket of attempts."""
    try:
        return fold_name(name.strip())
    except UnfitName:
        return None


def _by_link(row: KeyRow, now: Instant) -> bool:
    return row.begun_by == "link" and now - row.created_at < _FRESH


def _role(text: str) -> Role:
    role = role_of(text)
    if role is None:
        raise UnknownRole("there is no such role", hint=f"one of {', '.join(ROLES)}")
    return role


def _found(account: Account | None) -> Account:
    if account is None:
        raise UnknownAccount("there is no such account", hint="list them: `clew account list`")
    return account


def _last_admin() -> LastAdmin:
    return LastAdmin("this is the last admin who may enter", hint="make somebody else an admin first")
