"""What an author of a policy is told at save."""

from typing import Any

import pytest

from clew.actions import register_actions
from clew.catalog import Document, Kinds

KINDS = register_actions(Kinds())


@pytest.mark.parametrize(
    ("body", "pointers"),
    [
        ({}, []),
        ({"purposes": {"m": {"default": "opt_out", "topics": {"a": "Offers"}}}}, []),
        ({"purposes": {"m": {"default": "maybe"}}}, ["/purposes/.../default"]),
        ({"quiet_hours": [{"from": "22:00", "to": "24:00"}]}, ["/quiet_hours/0/to"]),
        ({"quiet_hours": [{"from": "9", "to": "9"}]}, ["/quiet_hours/0/from", "/quiet_hours/0/to", "/quiet_hours/0"]),
        ({"quiet_hours": [{"from": "08:00", "to": "20:00"}, {"from": "20:00", "to": "08:00"}]}, ["/quiet_hours"]),
        (
            {
                "quiet_hours": [
                    {"from": "08:00", "to": "20:00"},
                    {"from": "19:00", "to": "09:00", "channels": ["sms"]},
                ]
            },
            ["/quiet_hours"],
        ),
        ({"quiet_hours": [{"from": "08:00", "to": "20:00"}, {"from": "20:01", "to": "08:00"}]}, []),
        ({"testers": ["https://qa.shop.example/hook"], "seeds": ["a@b.example"]}, []),
        ({"testers": ["qa"], "seeds": ["/hook"]}, ["/testers/0", "/seeds/0"]),
        ({"caps": [{"max": 0, "per": "24h"}]}, ["/caps/0/max"]),
        ({"caps": [{"max": 1, "per": "1 day"}]}, ["/caps/0/per"]),
        ({"caps": [{"max": 1, "per": "401d"}]}, ["/caps/0/per"]),
        ({"rates": [{"channel": "email", "per_second": 0}]}, ["/rates/0"]),
        ({"colour": 1}, ["/colour"]),
    ],
)
def test_a_fault_says_where(body: dict[str, Any], pointers: list[str]) -> None:
    assert [fault.pointer for fault in KINDS.faults(Document("policy", "p", "P", body=body))] == pointers
