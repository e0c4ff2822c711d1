"""Laws of consent over everything that people may have said."""

from hypothesis import given
from hypothesis import strategies as st

from clew.privacy import Contact, Purpose, Suppressed, decide, withdrawal
from clew.privacy.consent import keys
from clew.privacy.tokens import TokenBox

CONTACTS = st.builds(
    Contact,
    st.sampled_from(["marketing", "research", "service", "else"]),
    st.sampled_from(["email", "sms"]),
    st.sampled_from(["", "offers"]),
)
PURPOSES = {"marketing": Purpose(), "research": Purpose(default="opt_out"), "service": Purpose(transactional=True)}
KEYS = st.sampled_from(
    [key for p in PURPOSES for c in ("email", "sms") for t in ("", "offers") for key in keys(Contact(p, c, t))]
)
CONSENTS = st.dictionaries(KEYS, st.sampled_from(["in", "out", "pending", "maybe", None]), max_size=6)


@given(CONTACTS, CONSENTS, KEYS)
def test_a_no_never_allows(contact: Contact, consents: dict[str, str], key: str) -> None:
    if decide(contact, consents | {key: "out"}, PURPOSES).allowed:
        assert decide(contact, consents, PURPOSES).allowed
        assert key not in keys(contact) or contact.purpose == "service"


@given(CONTACTS, CONSENTS, KEYS)
def test_a_yes_never_forbids(contact: Contact, consents: dict[str, str], key: str) -> None:
    if decide(contact, consents, PURPOSES).allowed:
        assert decide(contact, consents | {key: "in"}, PURPOSES).allowed


@given(CONTACTS, CONSENTS)
def test_nobody_is_contacted_without_a_yes(contact: Contact, consents: dict[str, str]) -> None:
    verdict = decide(contact, consents, PURPOSES)
    if verdict.allowed and contact.purpose in ("marketing", "else"):
        assert consents[verdict.detail] == "in"


@given(CONTACTS, CONSENTS)
def test_who_unsubscribes_gets_no_more_of_it(contact: Contact, consents: dict[str, str]) -> None:
    verdict = decide(contact, consents | withdrawal(contact), PURPOSES)
    assert verdict.allowed == (contact.purpose == "service")


@given(CONTACTS, CONSENTS, st.sampled_from(["all", "marketing"]))
def test_a_suppression_never_allows(contact: Contact, consents: dict[str, str], scope: str) -> None:
    if decide(contact, consents, PURPOSES, [Suppressed("bounce", scope)]).allowed:
        assert contact.purpose == "service"
        assert scope == "marketing"


@given(st.binary(max_size=60), st.text(max_size=8), st.binary(min_size=1, max_size=8))
def test_a_token_says_what_was_sealed(payload: bytes, use: str, secret: bytes) -> None:
    box = TokenBox(secret)
    if payload:
        token = box.seal(use, payload)
        assert box.unseal(use, token) == payload
        assert token.replace("-", "").replace("_", "").isalnum()
