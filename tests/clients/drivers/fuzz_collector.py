"""Feeds the collector what a coverage-guided fuzzer makes up: python fuzz_collector.py FOLDER [libFuzzer options].

The first byte chooses the route, the second the headers; the rest is the body. Ends with an error at the first input
that breaks the law of all answers.
"""

import sys
from pathlib import Path

import atheris

sys.path.insert(0, str(Path(__file__).parents[3]))

with atheris.instrument_imports(include=["clew.api.collect"], enable_loader_override=False):
    from clew.api.collect.dialects import DIALECTS
    from tests.clients.conftest import WRITE_KEY, Inside, StillClock, odd

ROUTES = sorted((path, route.method) for routes in DIALECTS for path, route in routes.items() if route.open)
KEY = (b"authorization", b"Bearer " + WRITE_KEY.encode())
BINARY = [
    (b"ce-specversion", b"1.0"),
    (b"ce-id", b"1"),
    (b"ce-source", b"/s"),
    (b"ce-type", b"t"),
    (b"ce-subject", b"u"),
]
HEADERS = [
    [KEY],
    [KEY, (b"origin", b"https://shop.example"), (b"user-agent", b"UA")],
    [KEY, (b"content-encoding", b"gzip")],
    [KEY, *BINARY],
    [KEY, (b"content-type", b"application/cloudevents-batch+json")],
    [],
]
CALL = b'{"type":"track","event":"E","userId":"u","anonymousId":null,"properties":{"a":[1.5]},"timestamp":"2026-01-01"}'
SEEDS = [
    CALL,
    b'{"batch":['
    + CALL
    + b","
    + CALL
    + b'],"sentAt":"2026-01-01T00:00:00Z","context":{"ip":"1.1.1.1"},"writeKey":"k"}',
    b'{"batch":[{"type":"identify","traits":{"email":"a"},"context":{"device":{"id":"d"},"externalIds":[{}]}}]}',
    b'{"batch":[{"type":"alias","userId":"u","previousId":"p"},{"type":"group","groupId":1},{"type":"page","v":NaN}]}',
    b'{"mergeProperties":[{"type":"email","value":"a"},{"type":"mobile","value":"b"}]}',
    b'[{"specversion":"1.0","id":"1","source":"/s","type":"t","subject":"u","time":"2026-01-01T00:00:00Z","data":{}}]',
]


def main() -> None:
    """Fuzz until the options say stop."""
    folder = Path(sys.argv[1])
    corpus = folder / "corpus"
    corpus.mkdir()
    for number, seed in enumerate(SEEDS):
        for route in range(len(ROUTES)):
            (corpus / f"{number}-{route}").write_bytes(bytes([route, number % len(HEADERS)]) + seed)
    collector = Inside(folder / "log.db", StillClock())

    def one(data: bytes) -> None:
        if len(data) < 2:
            return
        path, method = ROUTES[data[0] % len(ROUTES)]
        headers = HEADERS[data[1] % len(HEADERS)]
        query = f"?writeKey={WRITE_KEY}&" + data[2:].decode("latin-1") if method == "GET" else ""
        answer = collector.ask(method, path + query, data[2:] if method == "POST" else b"", headers)
        wrong = odd(answer, collector.new_events(), collector.new_rejects())
        if wrong is not None:
            raise AssertionError(f"{wrong}: {method} {path} {answer}")

    atheris.Setup([sys.argv[0], *sys.argv[2:], str(corpus)], one)
    atheris.Fuzz()


if __name__ == "__main__":
    main()
