"""Whatever is sent: an answer, nothing lost, nothing broken."""

import gzip
import importlib.util
import json
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clew.api.collect.dialects import DIALECTS
from clew.events.ports import Reject

HERE = Path(__file__).parent
PATHS = sorted({path.replace("{key}", "wk_test") for routes in DIALECTS for path in routes})
COLLECTING = [path for routes in DIALECTS for path, route in routes.items() if route.open and route.method == "POST"]

# JSON as text, so that it can hold what no JSON writer writes.
TOKENS = r"""
null true NaN -Infinity 1e999 1e-999 -0 01 1. 0.1e1 12345678901234567.891 999999999999999999999999 -9999999999999999999
"\u0000" "\ud83d" "\udc00\ud83d" "\x" "" "\u00 "u1" "a@x.io" "track" "1.0" "0.3" "Order+Completed" "x""x"
"2026-01-01T00:00:00Z" "1795289330676" "9999-12-31T23:59:59-14:00" "https://x/?a=1" "application/json"
"""
NAMES = """
type event userId anonymousId messageId previousId groupId name category channel timestamp originalTimestamp sentAt
properties traits context integrations device id externalIds mergeProperties value collection ip batch writeKey email
phone source specversion subject time data data_base64 dataschema datacontenttype userid
"""
HEADERS = """
authorization x-write-key content-encoding content-type origin user-agent ce-id ce-specversion ce-source ce-type ce-time
ce-subject ce-x access-control-request-headers
"""
tokens = st.sampled_from([*TOKENS.split(), '"\x01"'])
names = st.sampled_from(NAMES.split())


def arrays(inner):
    return st.lists(inner, max_size=4).map(lambda items: "[" + ",".join(items) + "]")


def objects(inner):
    members = st.lists(st.tuples(names, inner), max_size=6)
    return members.map(lambda pairs: "{" + ",".join(f'"{name}":{value}' for name, value in pairs) + "}")


texts = st.recursive(tokens | st.text(max_size=10).map(json.dumps), lambda inner: arrays(inner) | objects(inner))
call_members = st.fixed_dictionaries(
    {"type": st.sampled_from(['"track"', '"identify"', '"page"', '"group"', '"alias"', '"merge"', '"no"', "null"])},
    optional={
        "event": st.just('"E"') | tokens,
        "userId": st.just('"u"') | tokens,
        "previousId": tokens,
        "groupId": tokens,
        "messageId": tokens,
        "timestamp": tokens,
        "sentAt": tokens,
        "properties": texts,
        "traits": texts,
        "context": texts,
        "integrations": texts,
        "mergeProperties": texts,
    },
)
calls = call_members.map(lambda members: "{" + ",".join(f'"{name}":{value}' for name, value in members.items()) + "}")
balanced = calls | objects(texts)


def is_item(text: str) -> bool:
    """Whether brackets and strings close: then it is one item, however wrong inside."""
    return '"\\u00' not in text.replace('"\\u0000', "") and '"x""x"' not in text


@given(
    st.lists(balanced.filter(is_item), max_size=6, unique=True), st.sampled_from(["/v1/batch", "/v1/b", "/v1/import"])
)
def test_every_item_of_a_batch_is_in_the_log_or_in_quarantine(fuzzed, oddity, items, path):
    fuzzed.forget()
    answer = fuzzed.post(path, ('{"batch":[' + ",".join(items) + "]}").encode("utf-8", "surrogatepass"))
    events, rejects = fuzzed.new_events(), fuzzed.new_rejects()
    assert oddity(answer, events, rejects) is None
    assert answer.status == 200
    assert len(events) + len(rejects) == len(items)
    for row in rejects:
        assert row.reject.message
        assert row.reject.reason
        item = items[int(row.reject.pointer.split("/")[2])]
        assert row.reject.raw.decode("utf-8", "surrogatepass") in (item, f'{{"batch":[{item}]}}')
        # Read again as it is, it is refused again; for the same reason, if it is readable at all.
        (again,) = fuzzed.reread(row)
        assert isinstance(again, Reject)
        assert again.reason == row.reject.reason


@given(st.lists(balanced.filter(is_item), max_size=6, unique=True))
def test_every_row_that_a_mapping_reads_is_in_the_log_or_in_quarantine(fuzzed, oddity, items):
    fuzzed.forget()
    answer = fuzzed.post("/v1/mapped", ("[" + ",".join(items) + "]").encode("utf-8", "surrogatepass"))
    events, rejects = fuzzed.new_events(), fuzzed.new_rejects()
    assert oddity(answer, events, rejects) is None
    assert answer.status == 200
    assert len(events) + len(rejects) == len(items)
    for row in rejects:
        assert row.reject.message
        assert row.reject.mapping == "fuzzed@1"


@given(
    texts.map(lambda text: text.encode("utf-8", "surrogatepass")) | st.binary(max_size=60) | balanced.map(str.encode),
    st.sampled_from(COLLECTING),
    st.booleans(),
    st.sampled_from([None, "application/json", "application/cloudevents+json", "application/cloudevents-batch+json"]),
)
def test_any_body_on_any_route(fuzzed, oddity, body, path, packed, content_type):
    fuzzed.forget()
    headers = {} if content_type is None else {"content_type": content_type}
    answer = fuzzed.post(path, gzip.compress(body) if packed else body, **headers)
    assert oddity(answer, fuzzed.new_events(), fuzzed.new_rejects()) is None


header_values = st.text(st.characters(max_codepoint=255, exclude_characters="\r\n\x00"), max_size=30).map(
    lambda text: text.encode("latin-1")
)
header_names = st.sampled_from(HEADERS.split()).map(str.encode)
requests_headers = st.lists(
    st.tuples(header_names, header_values | st.sampled_from([b"1.0", b"gzip", b"Basic d2tfdGVzdDo="])), max_size=6
)


requests = st.fixed_dictionaries(
    {
        "method": st.sampled_from(["GET", "POST", "OPTIONS", "HEAD", "PUT", "BREW"]),
        "path": st.sampled_from(PATHS) | st.text(max_size=12).map("/{}".format),
        "body": st.binary(max_size=40) | balanced.map(str.encode),
        "headers": requests_headers,
        "chunk": st.integers(1, 50),
    }
)
queries = st.text(st.characters(min_codepoint=33, max_codepoint=126), max_size=40)


@given(requests, queries | st.just("writeKey=wk_test&userId=u&event=E"))
def test_any_request_at_all(fuzzed, oddity, request_, query):
    fuzzed.forget()
    answer = fuzzed.ask(**{**request_, "path": f"{request_['path']}?{query}"})
    assert oddity(answer, fuzzed.new_events(), fuzzed.new_rejects()) is None


@pytest.mark.skipif(importlib.util.find_spec("atheris") is None, reason="atheris has no wheel for this platform")
def test_guided_by_coverage(tmp_path):
    """A few thousand inputs that a coverage-guided fuzzer makes up; run drivers/fuzz_collector.py for millions."""
    how = ["-runs=1000", "-seed=1", "-max_len=2000", f"-artifact_prefix={tmp_path}/"]
    command = [sys.executable, HERE / "drivers/fuzz_collector.py", tmp_path, *how]
    done = subprocess.run(command, capture_output=True, text=True, timeout=300, check=False)
    assert done.returncode == 0, done.stderr[-3_000:]
    assert "DONE" in done.stderr
