"""The web process: API and page, behind the front door, on a Unix socket that only this user can open."""

import asyncio
import os
from pathlib import Path

import uvicorn
from fastapi import FastAPI

from clew.api.context import ApiContext
from clew.api.service import create_app
from clew.runtime.clock import SystemClock
from clew.runtime.garbage import settle
from clew.runtime.loops import loop_factory
from clew.runtime.services.assembly import services_of
from clew.runtime.services.timetable import Timetable
from clew.runtime.supervise import follow_parent, run_role, say_ready
from clew.runtime.workspace import open_workspace

_KEPT_SECONDS = 86_400  # the front door closes what it needs no more, and must not find closed what it takes for open


def main(data: str, path: str, address: str) -> None:
    """Serve until told to stop; links of messages lead to the address."""
    follow_parent()
    Path(path).unlink(missing_ok=True)
    os.umask(0o177)
    loops = asyncio.Runner(loop_factory=loop_factory())
    with open_workspace(data, SystemClock()) as workspace, loops as runner:
        services = services_of(workspace, address)
        app = create_app(services)
        settle()
        timetable = Timetable(services.models, workspace.clock)
        timetable.start()
        runner.run(_serve(app, path))
        timetable.stop()


async def _serve(app: FastAPI, path: str) -> None:
    config = uvicorn.Config(
        app,
        uds=path,
        http="httptools",
        log_level="warning",
        access_log=False,
        proxy_headers=True,
        forwarded_allow_ips="*",  # only the front door can reach the socket
        timeout_graceful_shutdown=2,
        server_header=False,
        timeout_keep_alive=_KEPT_SECONDS,
    )
    server = uvicorn.Server(config)
    context: ApiContext = app.state.context
    context.stopping = lambda: server.should_exit
    task = asyncio.create_task(server.serve())
    while not server.started and not task.done():
        await asyncio.sleep(0.005)
    Path(path).chmod(0o600)
    say_ready()
    await task


if __name__ == "__main__":
    run_role("web", main)
