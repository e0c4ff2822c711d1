"""The general server with nothing behind it: what a request costs before anybody looks at it.

`python -m bench.empty DESCRIPTOR` serves a listening socket as `clew.runtime.roles.front` did before it had a door of
its own: uvicorn, its quickest parser and loop, and an application that reads the body and says so.
"""

import asyncio
import socket
import sys
from typing import Any

import uvicorn

from clew.runtime.loops import loop_factory
from clew.runtime.supervise import follow_parent, say_ready

_BODY = b'{"success":true}'
_HEADERS = [(b"content-type", b"application/json"), (b"content-length", str(len(_BODY)).encode())]


async def _answer(_: Any, receive: Any, send: Any) -> None:
    while (await receive()).get("more_body"):
        pass
    await send({"type": "http.response.start", "status": 200, "headers": _HEADERS})
    await send({"type": "http.response.body", "body": _BODY})


async def _serve(descriptor: int) -> None:
    config = uvicorn.Config(
        _answer, http="httptools", log_level="warning", access_log=False, lifespan="off", server_header=False
    )
    server = uvicorn.Server(config)
    task = asyncio.create_task(server.serve([socket.socket(fileno=descriptor)]))
    while not server.started:
        await asyncio.sleep(0.005)
    say_ready()
    await task


if __name__ == "__main__":
    follow_parent()
    with asyncio.Runner(loop_factory=loop_factory()) as runner:
        runner.run(_serve(int(sys.argv[1])))
