"""Requests of the client: the key is for the server that was named."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from clew.sdk.http import Http


@contextmanager
def answering(heard: list[str | None], leads_to: str = "") -> Iterator[str]:
    """A server that says where to go, or that all is well."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            heard.append(self.headers.get("Authorization"))
            self.send_response(302 if leads_to else 200)
            self.send_header("Location", leads_to + self.path)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - as it is called above
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_address[1]}"
        finally:
            server.shutdown()
            thread.join()


def test_the_key_follows_no_redirect() -> None:
    ours: list[str | None] = []
    theirs: list[str | None] = []
    with answering(theirs) as other, answering(ours, other) as server:
        Http(server, "secret", 10).get("/segments")
    assert ours == ["Bearer secret"]
    assert theirs == [None]
