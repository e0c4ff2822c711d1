"""The last question before a message goes: in the order of the guards, at the actual time."""

from zoneinfo import ZoneInfo

import pytest

from clew.actions import Action, Decision, Go, Later, Never, Slot, Standing, Traits, compile_policy, release
from clew.catalog import Document
from clew.kernel.instants import DAY, HOUR, parse_instant
from clew.privacy import Suppressed

NEW_YORK = ZoneInfo("America/New_York")
UTC = ZoneInfo("UTC")
NOW = parse_instant("2026-03-03T17:00:00Z")
NIGHT = parse_instant("2026-03-03T04:00:00Z")  # 23:00 in New York
EMAIL = Traits(addressed=True, takes_key=False)

POLICY = compile_policy(
    [
        Document(
            "policy",
            "contact",
            "Contact",
            body={
                "purposes": {"research": {"default": "opt_out"}},
                "quiet_hours": [{"from": "22:00", "to": "08:00", "channels": ["email"]}],
                "caps": [
                    {"max": 2, "per": "24h", "channel": "email", "policy": "defer"},
                    {"max": 3, "per": "7d", "purpose": "marketing"},
                ],
            },
        )
    ]
)


def action(**fields: object) -> Action:
    known = {"key": "k", "kind": "send", "profile": "ada", "at": NOW, "channel": "email"}
    return Action(**(known | fields))  # type: ignore[arg-type]


def standing(**fields: object) -> Standing:
    return Standing(**({"address": "a@x.example", "consents": {"email": "in"}} | fields))  # type: ignore[arg-type]


def slots(*ages: int, channel: str = "email") -> list[Slot]:
    return [Slot(NOW - age, channel, "marketing", f"s{n}") for n, age in enumerate(ages)]


GO = Go(counted=True, again=False, reason="in")


@pytest.mark.parametrize(
    ("asked", "known", "decision"),
    [
        (action(), standing(), GO),
        (action(), standing(exists=False, wanted=False), Never("erased")),
        (action(), standing(wanted=False, consents={}), Never("exited")),
        (action(expires=NOW), standing(), GO),
        (action(expires=NOW - 1), standing(), Never("expired")),
        (action(), standing(paused=True), Later(None, "paused")),
        (action(), standing(consents={}), Never("consent:no_consent")),
        (action(), standing(consents={"email": "in", "*": "out"}), Never("consent:out")),
        (action(), standing(suppressed=[Suppressed("complaint", "marketing")]), Never("suppressed:complaint")),
        (action(), standing(address=""), Never("no_address")),
        (action(purpose="research"), standing(consents={}), Go(counted=True, again=False, reason="opt_out")),
        (action(), standing(slots=slots(HOUR)), GO),
        (action(), standing(slots=slots(HOUR, 2 * HOUR)), Later(NOW + 22 * HOUR, "cap:2/24h email")),
        (action(), standing(slots=slots(HOUR, DAY)), GO),
        (action(), standing(slots=slots(DAY, 2 * DAY, 3 * DAY)), Never("cap:3/168h marketing")),
        (action(key="s0"), standing(slots=slots(DAY, 2 * DAY, 3 * DAY)), GO),
        (action(channel="sms"), standing(consents={"sms": "in"}, slots=slots(1, 2)), GO),
    ],
)
def test_a_message_by_day(asked: Action, known: Standing, decision: Decision) -> None:
    assert release(asked, known, POLICY, EMAIL, NOW, NEW_YORK) == decision


@pytest.mark.parametrize(
    ("asked", "known", "decision"),
    [
        (action(), standing(), Later(NIGHT + 9 * HOUR, "quiet")),
        (action(), standing(zone=UTC), Later(NIGHT + 4 * HOUR, "quiet")),
        (action(), standing(zone=ZoneInfo("Asia/Tokyo")), GO),
        (action(), standing(consents={}), Never("consent:no_consent")),
        (action(channel="sms"), standing(consents={"sms": "in"}), GO),
        (action(purpose="service"), standing(consents={}), Go(counted=False, again=True, reason="transactional")),
    ],
)
def test_a_message_by_night(asked: Action, known: Standing, decision: Decision) -> None:
    assert release(asked, known, POLICY, EMAIL, NIGHT, NEW_YORK) == decision


def test_transactional_passes_everything_but_the_absence_of_the_person() -> None:
    receipt = action(purpose="service")
    full = standing(consents={"*": "out"}, slots=slots(1, 2, 3, 4), suppressed=[Suppressed("complaint", "marketing")])
    assert release(receipt, full, POLICY, EMAIL, NIGHT, NEW_YORK) == Go(
        counted=False, again=True, reason="transactional"
    )
    bounced = standing(suppressed=[Suppressed("bounce")])
    assert release(receipt, bounced, POLICY, EMAIL, NIGHT, NEW_YORK) == Never("suppressed:bounce")
    assert release(receipt, standing(exists=False), POLICY, EMAIL, NIGHT, NEW_YORK) == Never("erased")
    assert release(receipt, standing(address=""), POLICY, EMAIL, NIGHT, NEW_YORK) == Never("no_address")


def test_a_call_asks_no_consent() -> None:
    call = action(kind="webhook", channel="webhook")
    hook = Traits(addressed=False, takes_key=True)
    assert release(call, Standing(), POLICY, hook, NIGHT, NEW_YORK) == Go(counted=False, again=True, reason="")
    assert release(call, Standing(wanted=False), POLICY, hook, NIGHT, NEW_YORK) == Never("exited")


def test_quiet_hours_may_drop() -> None:
    policy = compile_policy(
        [Document("policy", "p", "P", body={"quiet_hours": [{"from": "22:00", "to": "08:00", "policy": "drop"}]})]
    )
    assert release(action(), standing(), policy, EMAIL, NIGHT, NEW_YORK) == Never("quiet")


def test_policies_add_up() -> None:
    rates, purposes = [{"channel": "e", "per_second": 2}], {"marketing": {"default": "opt_out"}}
    one = Document("policy", "a", "A", body={"caps": [{"max": 1, "per": "1h"}], "rates": rates})
    two = Document("policy", "b", "B", body={"caps": [{"max": 5, "per": "2d"}], "purposes": purposes})
    policy = compile_policy([two, one])
    assert [cap.max for cap in policy.caps] == [1, 5]
    assert policy.longest_cap == 2 * DAY
    assert policy.rates == {"e": (2.0, 1)}
    assert policy.purposes["marketing"].default == "opt_out"
    assert policy.transactional("service")
    assert not policy.transactional("unheard of")
