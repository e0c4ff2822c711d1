"""Whether a person may be contacted, case by case."""

import pytest

from clew.privacy import (
    Contact,
    Entry,
    Proof,
    Purpose,
    Said,
    Suppressed,
    Verdict,
    address_hash,
    asking,
    confirmation,
    decide,
    ledger,
    suppression,
    withdrawal,
)
from clew.privacy.tokens import TokenBox

PURPOSES = {
    "marketing": Purpose(double_opt_in=True),
    "research": Purpose(default="opt_out"),
    "service": Purpose(transactional=True),
}
OFFERS = Contact("marketing", "email", "offers")


@pytest.mark.parametrize(
    ("contact", "consents", "verdict"),
    [
        (OFFERS, {}, Verdict(allowed=False, reason="no_consent")),
        (Contact("research", "email"), {}, Verdict(allowed=True, reason="opt_out")),
        (Contact("never_described", "email"), {}, Verdict(allowed=False, reason="no_consent")),
        (Contact("service", "email"), {"*": "out"}, Verdict(allowed=True, reason="transactional")),
        (OFFERS, {"email": "in"}, Verdict(allowed=True, reason="in", detail="email")),
        (OFFERS, {"marketing": "in"}, Verdict(allowed=True, reason="in", detail="marketing")),
        (OFFERS, {"marketing/*/offers": "in"}, Verdict(allowed=True, reason="in", detail="marketing/*/offers")),
        (OFFERS, {"marketing/email/news": "in"}, Verdict(allowed=False, reason="no_consent")),
        (OFFERS, {"marketing/sms": "out", "email": "in"}, Verdict(allowed=True, reason="in", detail="email")),
        (OFFERS, {"marketing/email": "in", "*": "out"}, Verdict(allowed=False, reason="out", detail="*")),
        (
            OFFERS,
            {"marketing/email/offers": "in", "email": "out"},
            Verdict(allowed=False, reason="out", detail="email"),
        ),
        (OFFERS, {"marketing/email": "pending"}, Verdict(allowed=False, reason="pending", detail="marketing/email")),
        (
            OFFERS,
            {"marketing/email": "pending", "email": "in"},
            Verdict(allowed=False, reason="pending", detail="marketing/email"),
        ),
        (OFFERS, {"email": "yes"}, Verdict(allowed=False, reason="unclear", detail="email")),
        (Contact("research", "email"), {"email": True}, Verdict(allowed=False, reason="unclear", detail="email")),
        (Contact("research", "email"), {"email": None}, Verdict(allowed=True, reason="opt_out")),
    ],
)
def test_a_verdict_says_why(contact: Contact, consents: dict[str, str], verdict: Verdict) -> None:
    assert decide(contact, consents, PURPOSES) == verdict


@pytest.mark.parametrize(
    ("purpose", "suppressed", "allowed"),
    [
        ("marketing", Suppressed("complaint", "marketing"), False),
        ("service", Suppressed("complaint", "marketing"), True),
        ("service", Suppressed("bounce"), False),
    ],
)
def test_a_suppressed_address_is_left_alone(purpose: str, suppressed: Suppressed, *, allowed: bool) -> None:
    verdict = decide(Contact(purpose, "email"), {"email": "in"}, PURPOSES, [suppressed])
    assert verdict.allowed is allowed
    assert allowed or verdict == Verdict(allowed=False, reason="suppressed", detail=suppressed.reason)


def test_double_opt_in_goes_its_way() -> None:
    consents: dict[str, str] = {}
    assert asking(OFFERS, consents, PURPOSES) == {"marketing/email/offers": "pending"}
    consents |= asking(OFFERS, consents, PURPOSES)
    assert not decide(OFFERS, consents, PURPOSES).allowed
    consents |= confirmation(OFFERS, consents)
    assert decide(OFFERS, consents, PURPOSES).allowed
    assert asking(OFFERS, consents, PURPOSES) == {}
    assert confirmation(OFFERS, consents) == {}
    consents |= withdrawal(OFFERS)
    assert decide(OFFERS, consents, PURPOSES).reason == "out"
    assert confirmation(OFFERS, consents) == {}
    assert asking(Contact("research", "email"), {}, PURPOSES) == {"research/email": "in"}


def test_the_ledger_tells_every_line_with_its_proof() -> None:
    shown = {"text": "Yes, send me offers", "version": "3", "language": "en", "url": "/signup", "method": "form"}
    records = [
        Said(10, 9, "web", "e1", {"marketing/*/offers": "in", "email": "in"}, {"consent": shown}),
        Said(20, 20, "import", "e2", {"marketing": "out", "*": None}, {"consent": "told on the phone"}),
    ]
    proof = Proof("Yes, send me offers", "3", "en", "/signup", "form", "web", "e1")
    bare = Proof("", "", "", "", "", "import", "e2")
    assert list(ledger(records, ["email"])) == [
        Entry(10, 9, "marketing/*/offers", "marketing", "", "offers", "in", proof),
        Entry(10, 9, "email", "", "email", "", "in", proof),
        Entry(20, 20, "marketing", "marketing", "", "", "out", bare),
        Entry(20, 20, "*", "*", "", "", "", bare),
    ]


def test_an_address_is_known_by_its_hash_alone() -> None:
    hashed = address_hash(b"k" * 32, "email", "ada@example.com")
    assert "ada" not in hashed
    assert hashed == address_hash(b"k" * 32, "email", "ada@example.com")
    assert (
        len({hashed, address_hash(b"l" * 32, "email", "ada@example.com"), address_hash(b"k" * 32, "phone", "x")}) == 3
    )
    assert suppression(hashed, "email", "complaint", 5).scope == "marketing"
    assert suppression(hashed, "email", "bounce", 5).scope == "all"


def test_a_token_opens_for_its_use_only() -> None:
    box = TokenBox(b"new", b"old")
    token = TokenBox(b"old").seal("click", b"https://x.example")
    assert box.unseal("click", token) == b"https://x.example"
    assert box.unseal("open", token) is None
    assert TokenBox(b"other").unseal("click", token) is None
    assert TokenBox(b"old").seal("click", b"https://x.example") == token
    for wrong in ("", "a", "ä", token[:-2], token + "=", "A" + token[1:], token.replace("-", "+")[:3]):
        assert box.unseal("click", wrong) is None
