"""What must be published so that the live documents become the desired ones: checked, ordered, explained."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from difflib import get_close_matches
from typing import Literal, TypeAlias

import msgspec

from clew.catalog.compare import Difference, differences
from clew.catalog.errors import Fault, InvalidDocuments, Placed
from clew.catalog.kinds import Kinds
from clew.catalog.model import Document, Key, Reference, content, head, same_content
from clew.catalog.order import dependency_order, find_cycle
from clew.catalog.parse import Authored

Action: TypeAlias = Literal["create", "update", "publish", "archive", "unchanged"]
"""create: its first version. update: a further version. publish: a draft becomes live as it is. archive: it ends."""


class Change(msgspec.Struct, frozen=True):
    """What happens to one document.

    Attributes:
        action: What is done.
        document: The version as it will be (for unchanged: as it is).
        before: The version that it follows; None for a create.
        differences: Fields that differ from `before`, by path.
    """

    action: Action
    document: Document
    before: Document | None = None
    differences: tuple[Difference, ...] = ()


class Blocked(msgspec.Struct, frozen=True):
    """A change that must not happen, and why.

    Attributes:
        key: The document.
        reason: Why not, and what to do.
        dependents: The documents in the way.
    """

    key: Key
    reason: str
    dependents: tuple[Key, ...] = ()


class Plan(msgspec.Struct, frozen=True):
    """What publishing will do, in the order in which it will be done.

    Attributes:
        changes: Referenced documents before those that mention them; archiving last and the other way round.
        unchanged: What is already as desired.
        blocked: What stands in the way; a plan with any of it is not carried out.
        warnings: What may be wrong with documents that change.
    """

    changes: tuple[Change, ...] = ()
    unchanged: tuple[Change, ...] = ()
    blocked: tuple[Blocked, ...] = ()
    warnings: tuple[Placed, ...] = ()

    @property
    def empty(self) -> bool:
        """Whether there is nothing to do and nothing in the way."""
        return not self.changes and not self.blocked


def plan(desired: Iterable[Authored], stored: Iterable[Document], kinds: Kinds, *, prune: bool = False) -> Plan:
    """Compare what is desired with what is stored.

    A document without a status is wanted live; `status: draft` keeps it a draft; `status: archived` ends it. Live
    documents that `desired` doesn't mention stay, unless `prune`.

    Args:
        desired: At most one document for each key.
        stored: All versions known.
        kinds: What checks bodies and finds references.
        prune: Whether what isn't desired is archived.

    Law: after `publish(plan(d, s))` is applied to `s`, `plan(d, s)` is empty.

    Raises:
        InvalidDocuments: if a desired document is wrong, mentions what doesn't exist, or mentions itself in a circle.
    """
    wanted = {authored.document.key: authored for authored in desired}
    versions = _versions(stored)
    after = _outcome(wanted, versions, prune=prune)
    warnings = _refuse_faults(wanted, after, kinds)
    _refuse_successions(wanted, versions, after, kinds)
    changes = [_change(document, versions.get(document.key, [])) for document in after.wanted.values()]
    changes += [_change(document, versions[document.key]) for document in after.pruned]
    changing = {change.document.key for change in changes if change.action != "unchanged"}
    blocked = [*_in_the_way(changes, after, kinds), *_overtaken(wanted, versions)]
    return Plan(
        changes=tuple(_ordered([change for change in changes if change.action != "unchanged"], kinds)),
        unchanged=tuple(change for change in changes if change.action == "unchanged"),
        blocked=tuple(blocked),
        warnings=tuple(wanted[key].place(fault) for key, fault in warnings if key in changing),
    )


class _Outcome(msgspec.Struct):
    """How things will stand.

    Attributes:
        wanted: What is desired, by key.
        pruned: What ends because it isn't.
        bystanders: Versions that live on untouched: documents not mentioned, and live ones that get a draft.
    """

    wanted: Mapping[Key, Document]
    pruned: Sequence[Document]
    bystanders: Mapping[Key, Document]

    def standing(self) -> dict[Key, list[Document]]:
        """Every version that will not have ended, by key."""
        found: dict[Key, list[Document]] = {key: [document] for key, document in self.bystanders.items()}
        for key, document in self.wanted.items():
            if document.status != "archived":
                found.setdefault(key, []).append(document)
        return found


def _outcome(wanted: Mapping[Key, Authored], versions: Mapping[Key, list[Document]], *, prune: bool) -> _Outcome:
    heads = {key: standing for key, known in versions.items() if (standing := head(known))}
    others = {key: standing for key, standing in heads.items() if key not in wanted}
    drafted = {
        key: heads[key]
        for key, authored in wanted.items()
        if authored.document.status == "draft" and key in heads and heads[key].status == "published"
    }
    return _Outcome(
        wanted={key: authored.document for key, authored in wanted.items()},
        pruned=[standing.numbered(0, "archived") for standing in others.values()] if prune else [],
        bystanders=drafted if prune else others | drafted,
    )


def _versions(stored: Iterable[Document]) -> dict[Key, list[Document]]:
    found: dict[Key, list[Document]] = {}
    for document in sorted(stored, key=lambda document: document.version):
        found.setdefault(document.key, []).append(document)
    return found


def _change(document: Document, versions: Sequence[Document]) -> Change:
    newest = versions[-1] if versions else None
    live = head(versions)
    if document.status == "archived":
        if newest is None or live is None:
            return Change("unchanged", newest or document, newest)
        return Change("archive", newest.numbered(newest.version, "archived"), live)
    compared = newest if newest and newest.status == document.status == "draft" else live
    if compared and same_content(compared, document) and document.status in {compared.status, "draft"}:
        return Change("unchanged", compared, compared)
    if newest and newest.status == "draft" and same_content(newest, document):
        return Change("publish", newest.numbered(newest.version, "published"), newest)
    if newest is None:
        return Change("create", document.numbered(1, document.status))
    before = compared or newest
    found = tuple(differences(content(before), content(document)))
    return Change("update", document.numbered(newest.version + 1, document.status), before, found)


def _refuse_faults(wanted: Mapping[Key, Authored], after: _Outcome, kinds: Kinds) -> list[tuple[Key, Fault]]:
    """Refuse what is wrong; what may be wrong, by document."""
    standing = after.standing()
    placed = [
        authored.place(fault)
        for authored in wanted.values()
        if authored.document.status != "archived"
        for fault in [*kinds.faults(authored.document), *_dangling(authored.document, standing, kinds)]
    ]
    warnings: list[tuple[Key, Fault]] = []
    if not placed:
        sound = [authored.document for authored in wanted.values() if authored.document.status != "archived"]
        beside = [document for found in standing.values() for document in found]
        found = list(kinds.company_faults(sound, beside))
        placed = [wanted[key].place(fault) for key, fault in found if not fault.warning]
        warnings = [(key, fault) for key, fault in found if fault.warning]
    circle = find_cycle(
        {key: [mention.key for one in found for mention in kinds.mentions(one)] for key, found in standing.items()}
    )
    if circle:
        message = "mentions itself in a circle: " + " → ".join(map(str, [*circle, circle[0]]))
        start = next((key for key in circle if key in wanted), circle[0])
        authored = wanted.get(start) or Authored(standing[start][0])
        following = circle[(circle.index(start) + 1) % len(circle)]
        mentioned = (mention for mention in kinds.mentions(authored.document) if mention.key == following)
        place = next(mentioned, Reference(following))
        placed.append(authored.place(Fault(place.pointer, message, "break the circle at one of them", place.offset)))
    if placed:
        raise InvalidDocuments(placed)
    return warnings


def _refuse_successions(
    wanted: Mapping[Key, Authored], versions: Mapping[Key, list[Document]], after: _Outcome, kinds: Kinds
) -> None:
    now = [standing for known in versions.values() if (standing := head(known)) and standing.status == "published"]
    then = [one for found in after.standing().values() for one in found if one.status == "published"]
    placed = [
        wanted[key].place(fault)
        for name in sorted({key.kind for key in wanted} & set(kinds))
        for key, fault in kinds.succession_faults(
            name, [one for one in now if one.kind == name], [one for one in then if one.kind == name]
        )
        if key in wanted
    ]
    if placed:
        raise InvalidDocuments(placed)


def _dangling(document: Document, standing: Mapping[Key, list[Document]], kinds: Kinds) -> Iterator[Fault]:
    for mention in kinds.mentions(document):
        # In a draft a choice may still be open; what it names is there already.
        if not mention.key.id and document.status == "draft":
            continue
        targets = standing.get(mention.key, [])
        if not targets and mention.key in kinds.provided:
            continue
        if not targets:
            yield Fault(mention.pointer, *_missing(mention.key, standing), mention.offset)
        elif document.status == "published" and all(target.status == "draft" for target in targets):
            message = f"mentions {mention.key}, which is a draft"
            yield Fault(mention.pointer, message, "publish that one too", mention.offset)


def _missing(key: Key, standing: Iterable[Key]) -> tuple[str, str]:
    """That what is mentioned does not exist, and how to mend it."""
    if not key.id:
        return f"no {key.kind} is chosen", "choose one"
    close = get_close_matches(key.id, [each.id for each in standing if each.kind == key.kind], n=1, cutoff=0.7)
    hint = f"did you mean `{close[0]}`?" if close else "create it or mend the id"
    return f"mentions {key}, which does not exist", hint


def _in_the_way(changes: Iterable[Change], after: _Outcome, kinds: Kinds) -> Iterator[Blocked]:
    # What is wanted was checked against what will stand; only bystanders can still mention what ends.
    dependents: dict[Key, list[Key]] = {}
    for key, document in after.bystanders.items():
        for mention in kinds.mentions(document):
            dependents.setdefault(mention.key, []).append(key)
    ending = [change.document for change in changes if change.action == "archive"]
    for key, missing in kinds.missed(ending, [one for found in after.standing().values() for one in found]):
        dependents.setdefault(key, []).extend(missing)
    for key in sorted(document.key for document in ending):
        if users := tuple(sorted(set(dependents.get(key, ())))):
            names = ", ".join(map(str, users))
            yield Blocked(key, f"cannot be archived: {names} still mention it; change or archive them first", users)


def _overtaken(wanted: Mapping[Key, Authored], versions: Mapping[Key, list[Document]]) -> Iterator[Blocked]:
    for key, authored in wanted.items():
        document, known = authored.document, versions.get(key, [])
        newest = known[-1].version if known else 0
        if document.version > newest + 1:
            yield Blocked(key, f"is written as version {document.version}, but the newest is {newest}; drop `version:`")
        elif 0 < document.version < newest and not same_content(known[-1], document):
            reason = f"was written against version {document.version}, but version {newest} is newer; merge it first"
            yield Blocked(key, reason)


def _ordered(changes: Sequence[Change], kinds: Kinds) -> list[Change]:
    by_key = {change.document.key: change for change in changes}
    order = dependency_order(
        {key: [mention.key for mention in kinds.mentions(change.document)] for key, change in by_key.items()}
    )
    ending = [key for key in order if by_key[key].action == "archive"]
    return [by_key[key] for key in order if by_key[key].action != "archive"] + [by_key[key] for key in reversed(ending)]
