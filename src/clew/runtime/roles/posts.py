"""Posts of events, answered straight from the connection by the collector."""

from clew.api.collect import Collector, Request
from clew.runtime.roles.door import Connection
from clew.runtime.roles.head import Head


class Posts:
    """The collector at the door."""

    def __init__(self, collector: Collector) -> None:
        self._collector = collector

    def takes(self, head: Head) -> bool:
        """Whether it is a post of events."""
        return self._collector.takes(head.method, head.path, head.length)

    def serve(self, connection: Connection, head: Head, raw: bytes, body: bytes) -> None:
        """Take the events in; the answer follows the commit."""
        del raw
        request = Request(head.path, head.query, head.headers, body, connection.peer)
        self._collector.post(request, lambda answer: connection.answer(answer.status, answer.headers, answer.body))

    def late(self, connection: Connection) -> None:
        """Say that the body took too long."""
        answer = self._collector.late()
        connection.answer(answer.status, answer.headers, answer.body)
