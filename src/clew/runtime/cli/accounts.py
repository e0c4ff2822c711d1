"""`clew account`: people who may enter, and what each may do."""

from enum import StrEnum
from typing import Annotated

import typer

from clew.access import INVITATION_LIFETIME, Account
from clew.kernel.instants import format_instant
from clew.runtime.auditing import note
from clew.runtime.cli.link import AtHost, AtPort, link_at
from clew.runtime.cli.output import DataOption, JsonOption, counting, print_json, print_table, say
from clew.runtime.clock import SystemClock
from clew.runtime.workspace import Workspace, open_workspace

account = typer.Typer(help="People who may enter: invite, change roles, keep out.", no_args_is_help=True)

NameArgument = Annotated[str, typer.Argument(metavar="NAME", help="Email address or name of the account.")]

_MANY = 1_000_000


class RoleChoice(StrEnum):
    """What somebody can be."""

    ADMIN = "admin"
    EDITOR = "editor"
    VIEWER = "viewer"
    AGENT = "agent"


RoleArgument = Annotated[RoleChoice, typer.Argument(metavar="ROLE", help="admin, editor, viewer or agent.")]


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.add_typer(account, name="account")


@account.command("list")
def list_accounts(data: DataOption, *, as_json: JsonOption = False) -> None:
    """List accounts: what each may do, and whether they can enter."""
    with open_workspace(data, SystemClock(), create=False) as workspace:
        found = workspace.accounts.list(limit=_MANY)
    shown = [
        {
            "id": each.id,
            "name": each.name,
            "role": each.role,
            "state": _state(each),
            "created_at": format_instant(each.created_at),
        }
        for each in found
    ]
    if as_json:
        print_json(shown)
        return
    columns = ("name", "role", "state", "created_at", "id")
    print_table(columns, ([row[c] for c in columns] for row in shown), empty="Nobody yet: clew account add NAME")


@account.command("add")
def add(
    name: NameArgument,
    data: DataOption,
    role: Annotated[RoleChoice, typer.Option(help="What they may do.")] = RoleChoice.EDITOR,
    port: AtPort = None,
    host: AtHost = None,
) -> None:
    """Invite somebody; the link by which they come in and choose a password is the last line."""
    with open_workspace(data, SystemClock()) as workspace:
        added = workspace.accounts.add(name, role, now=workspace.clock.now())
        note(workspace, "inviteAccount", "account", added.id, role)
        text = _link(workspace, added)
    say(f"{added.name} may come in as {added.role}. The link works once, within seven days:")
    say(link_at(data, text, port, host))


@account.command("role")
def role_command(name: NameArgument, role: RoleArgument, data: DataOption) -> None:
    """Change what somebody may do, from their next request on."""
    with open_workspace(data, SystemClock(), create=False) as workspace:
        accounts = workspace.accounts
        changed = accounts.set_role(accounts.named(name), role, now=workspace.clock.now())
        note(workspace, "changeAccount", "account", changed.id, f"role {changed.role}")
    say(f"{changed.name} is {changed.role}")


@account.command("disable")
def disable(name: NameArgument, data: DataOption) -> None:
    """Keep somebody out from now on; their sessions end."""
    with open_workspace(data, SystemClock(), create=False) as workspace:
        accounts = workspace.accounts
        changed = accounts.disable(accounts.named(name), now=workspace.clock.now())
        note(workspace, "changeAccount", "account", changed.id, "disabled")
    say(f"{changed.name} is disabled")


@account.command("enable")
def enable(name: NameArgument, data: DataOption) -> None:
    """Let somebody in again."""
    with open_workspace(data, SystemClock(), create=False) as workspace:
        accounts = workspace.accounts
        changed = accounts.enable(accounts.named(name))
        note(workspace, "changeAccount", "account", changed.id, "enabled")
    say(f"{changed.name} is enabled again")


@account.command("link")
def link(name: NameArgument, data: DataOption, port: AtPort = None, host: AtHost = None) -> None:
    """Print a link for somebody who has no password, or forgot it; an older link ends."""
    with open_workspace(data, SystemClock(), create=False) as workspace:
        text = _link(workspace, workspace.accounts.named(name))
    say(link_at(data, text, port, host))


@account.command("sign-out")
def sign_out(name: NameArgument, data: DataOption) -> None:
    """End every session and link of somebody."""
    with open_workspace(data, SystemClock(), create=False) as workspace:
        accounts = workspace.accounts
        found = accounts.named(name)
        ended = accounts.sign_out(found, now=workspace.clock.now())
        note(workspace, "signOutAccount", "account", found.id)
    say(f"{counting(ended, 'session or link')} ended" if ended == 1 else f"{ended:,} sessions and links ended")


def _link(workspace: Workspace, found: Account) -> str:
    issued = workspace.accounts.link(found, now=workspace.clock.now(), lifetime=INVITATION_LIFETIME)
    note(workspace, "linkAccount", "account", found.id)
    return issued.text


def _state(found: Account) -> str:
    if not found.enabled:
        return "disabled"
    return "active" if found.password else "invited"
