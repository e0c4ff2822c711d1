"""Laws of the preference page: what is chosen is what is so, and nothing else opens."""

from hypothesis import given
from hypothesis import strategies as st

from clew.privacy import Contact, Purpose, chosen, contacts_of, decide, key_of
from clew.privacy.consent import keys

PURPOSES = {
    "marketing": Purpose(topics={"offers": "Offers", "news": "News"}),
    "research": Purpose(name="Studies", default="opt_out"),
    "service": Purpose(transactional=True),
}
CHANNELS = ("email", "sms", "push")
EVERY = [Contact(p, c, t) for p, purpose in PURPOSES.items() for c in CHANNELS for t in ("", *purpose.topics)]
OFFERED = [key_of(contact) for contact, _ in contacts_of(PURPOSES, "email")]
CONSENTS = st.dictionaries(
    st.sampled_from(sorted({key for contact in EVERY for key in keys(contact)})),
    st.sampled_from(["in", "out", "pending", "maybe"]),
    max_size=7,
)


@given(st.sets(st.sampled_from(OFFERED)), CONSENTS)
def test_what_is_chosen_is_so_and_nothing_else_opens(wanted: set[str], consents: dict[str, str]) -> None:
    said = chosen(wanted, consents, PURPOSES, "email", CHANNELS)
    after = {key: state for key, state in (consents | said).items() if state is not None}
    for contact, _ in contacts_of(PURPOSES, "email"):
        assert decide(contact, after, PURPOSES).allowed == (key_of(contact) in wanted)
    for contact in EVERY:
        if contact.channel != "email" and decide(contact, after, PURPOSES).allowed:
            assert decide(contact, consents, PURPOSES).allowed
    if not wanted & {"marketing/email/offers", "marketing/email/news"}:
        assert not decide(Contact("marketing", "email"), after, PURPOSES).allowed
    assert chosen(wanted, after, PURPOSES, "email", CHANNELS) == {}


def test_who_comes_back_after_leaving_everything_gets_what_they_chose_alone() -> None:
    said = chosen({"marketing/email/offers"}, {"*": "out"}, PURPOSES, "email", CHANNELS)
    expected = {"marketing/email/offers": "in", "*": None, "sms": "out", "push": "out"}
    assert said == expected | {"research/email": "out"}
