"""Namespaces: one way to write each, standard ones, and those of documents."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clew.identity import STANDARD, InvalidNamespace, Namespaces, canonical_namespace, spell


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("userId", "user_id"),
        ("user_id", "user_id"),
        ("USER_ID", "user_id"),
        (" user-id ", "user_id"),
        ("UserID", "user_id"),
        ("userid", "user_id"),
        ("anonymousId", "anonymous_id"),
        ("ECID", "ecid"),
        ("CRMID", "crm_id"),
        ("Email", "email"),
        ("e-mail", "email"),
        ("Phone Number", "phone"),
        ("IDFA", "idfa"),
        ("loyaltyCard2Number", "loyalty_card2_number"),
        ("Größe", "größe"),
        ("", ""),
        ("--", ""),
    ],
)
def test_each_namespace_is_written_in_one_way(written: str, code: str) -> None:
    assert canonical_namespace(written) == code


@given(st.text(max_size=30))
def test_the_one_way_is_final(written: str) -> None:
    code = canonical_namespace(written)
    assert canonical_namespace(code) == code


def test_the_standard_ones_are_written_in_the_one_way() -> None:
    assert all(canonical_namespace(code) == code == namespace.code for code, namespace in STANDARD.items())


def test_people_decide_before_devices_whatever_their_priority() -> None:
    namespaces = Namespaces([{"id": "kiosk", "type": "device", "priority": 999}])
    assert namespaces.rank("user_id") < namespaces.rank("email") < namespaces.rank("phone") < namespaces.rank("kiosk")
    assert namespaces.rank("kiosk") < namespaces.rank("ecid") < namespaces.rank("never heard of")


def test_what_nobody_declared_is_a_cookie_of_the_lowest_priority() -> None:
    namespaces = Namespaces()
    assert "loyalty_id" not in namespaces
    unknown = namespaces["loyalty_id"]
    assert (unknown.kind, unknown.unique, unknown.priority) == ("cookie", False, 0)
    assert namespaces.is_device("loyalty_id")
    assert not namespaces.is_unique("loyalty_id")


def test_a_document_declares_a_namespace_or_replaces_a_standard_one() -> None:
    namespaces = Namespaces(
        [
            {"kind": "namespace", "id": "loyaltyId", "type": "cross_device", "limit": 2},
            {"kind": "namespace", "id": "email", "type": "email", "unique": True, "priority": 96},
        ]
    )
    loyalty, email = namespaces["loyalty_id"], namespaces["email"]
    assert (loyalty.kind, loyalty.unique, loyalty.limit) == ("person", True, 2)
    assert not loyalty.is_device
    assert namespaces.is_unique("email")
    assert namespaces.rank("user_id") < namespaces.rank("email") < namespaces.rank("crm_id")
    assert email.limit == STANDARD["email"].limit


@pytest.mark.parametrize(
    ("document", "where"),
    [
        ({}, "namespace/?"),
        ({"id": "!!"}, "namespace/!!"),
        ({"id": "profile"}, "namespace/profile"),
        ({"id": "x", "type": "robot"}, "namespace/x/type"),
        ({"id": "x", "unique": "yes"}, "namespace/x/unique"),
        ({"id": "x", "priority": -1}, "namespace/x/priority"),
        ({"id": "x", "priority": True}, "namespace/x/priority"),
        ({"id": "x", "limit": 0}, "namespace/x/limit"),
        ({"id": "x", "type": "email", "region": "DE"}, "namespace/x/region"),
        ({"id": "x", "type": "phone", "region": "Germany"}, "namespace/x/region"),
    ],
)
def test_a_document_that_makes_no_sense_is_refused_with_its_place(document: dict[str, Any], where: str) -> None:
    with pytest.raises(InvalidNamespace) as refused:
        Namespaces([document])
    assert refused.value.where == where


def test_two_documents_for_one_namespace_are_refused() -> None:
    with pytest.raises(InvalidNamespace, match="two documents"):
        Namespaces([{"id": "loyaltyId"}, {"id": "loyalty_id"}])


def test_values_are_spelled_as_the_document_of_their_namespace_says() -> None:
    namespaces = Namespaces(
        [
            {"id": "work_email", "type": "email"},
            {"id": "home_phone", "type": "phone", "region": "de"},
            {"id": "email", "type": "person"},
        ]
    )
    assert spell(namespaces, "workEmail", " Ada@Example.COM") == "ada@example.com"
    assert spell(namespaces, "work_email", "no address") is None
    assert spell(namespaces, "homePhone", "0171 1234567") == "+491711234567"
    assert spell(namespaces, "phone", "0171 1234567") is None
    assert spell(namespaces, "email", "Ada@Example.COM") == "Ada@Example.COM"
    assert spell(namespaces, "unheard_of", " Ada ") == "Ada"
