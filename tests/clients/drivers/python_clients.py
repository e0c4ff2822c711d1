"""Drives the real Python SDKs at a server and prints, as JSON, which events they took and what they complained about.

    python python_clients.py SCENARIO URL WRITE_KEY COUNT

Scenarios: segment, segment-gzip, rudder, rudder-plain (six kinds of call, then COUNT track calls), cloudevents
(binary, structured and batched).
"""

import json
import logging
import sys
import time
from typing import Any

import requests

REVENUE = 12.5
PATIENCE_SECONDS = 60.0


def calls(scenario: str, url: str, key: str, count: int) -> dict[str, Any]:
    """Every kind of call through a client of Segment's dialect, and a crowd of track calls."""
    complaints: list[str] = []

    def complain(error: Exception, batch: list[Any]) -> None:
        complaints.append(f"{error!r}: {len(batch)} dropped")

    if scenario.startswith("segment"):
        from segment.analytics.client import Client

        client: Any = Client(key, host=url, on_error=complain, gzip=scenario == "segment-gzip", max_retries=10)
        alias = {"previous_id": "anon9", "user_id": "u1"}
    else:
        from rudderstack.analytics.client import Client

        client = Client(key, host=url, on_error=complain, gzip=scenario == "rudder", max_retries=10)
        alias = {"previous_id": "anon9", "user_id": "u1"}
    products = [{"product_id": "p1", "price": REVENUE, "quantity": 1}]
    taken = [
        client.identify("u1", {"email": "Ada@Example.com"}),
        client.track("u1", "Completed Order", {"order_id": "o1", "revenue": REVENUE, "products": products}),
        client.page("u1", "Docs", "Home", {"url": "https://shop.example/"}),
        client.screen("u1", "App", "Main"),
        client.group("u1", "g1", {"name": "Acme"}),
        client.alias(**alias),
        *(client.track(f"u{number % 7}", "Product Viewed", {"place": number}) for number in range(count)),
    ]
    client.flush()
    client.join()
    return {"ids": [message["messageId"] for _, message in taken], "complaints": complaints}


def cloudevents(url: str, key: str, count: int) -> dict[str, Any]:
    """CloudEvents in the three content modes; sent again as long as the server asks for it."""
    from cloudevents.core.bindings import http
    from cloudevents.core.formats.json import JSONFormat
    from cloudevents.core.v1.event import CloudEvent

    session = requests.Session()
    session.headers["Authorization"] = f"Bearer {key}"
    complaints: list[str] = []

    def event(number: int) -> CloudEvent:
        attributes = {
            "type": "com.acme.order",
            "source": "/shop",
            "subject": "Köln u1",
            "id": f"ce-{number}",
            "specversion": "1.0",
            "tenant": "t1",
        }
        return CloudEvent(attributes=attributes, data={"order_id": f"o{number}"})

    def post(headers: dict[str, str], body: bytes) -> None:
        deadline = time.monotonic() + PATIENCE_SECONDS
        while time.monotonic() < deadline:
            try:
                answer = session.post(url + "/v1/cloudevents", headers=headers, data=body, timeout=10)
            except requests.ConnectionError:
                time.sleep(0.2)
                continue
            if answer.status_code == requests.codes.ok:
                return
            time.sleep(float(answer.headers.get("Retry-After", 0.2)))
        complaints.append("gave up")

    ids: list[str] = []
    for number in range(count):
        ids.append(f"/shop ce-{number}")
        message = (http.to_binary if number % 2 else http.to_structured)(event(number), JSONFormat())
        post(dict(message.headers), message.body)
    batch = [json.loads(http.to_structured(event(number), JSONFormat()).body) for number in range(count, 2 * count)]
    ids += [f"/shop ce-{number}" for number in range(count, 2 * count)]
    post({"Content-Type": "application/cloudevents-batch+json"}, json.dumps(batch).encode())
    return {"ids": ids, "complaints": complaints}


if __name__ == "__main__":
    logging.disable(logging.CRITICAL)
    _, scenario, url, key, count = sys.argv
    run = cloudevents if scenario == "cloudevents" else lambda *rest: calls(scenario, *rest)
    sys.stdout.write(json.dumps(run(url, key, int(count))))
