"""The general server behind the door: uvicorn, with its own protocol for whatever is not plain."""

import asyncio
from typing import Any

from uvicorn.config import Config
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol
from uvicorn.server import ServerState

from clew.runtime.roles.door import Connection, Handler, Headers


class Uvicorn:
    """What a connection needs of uvicorn; fulfils `door.General`."""

    def __init__(self, config: Config, state: ServerState, app_state: dict[str, Any]) -> None:
        self._config = config
        self._state = state
        self._app_state = app_state

    @property
    def connections(self) -> set[Any]:
        """All that are open: on its way out uvicorn closes them, and waits for them."""
        return self._state.connections

    def headers(self) -> Headers:
        """The date, as uvicorn sets it every second."""
        return self._state.default_headers

    def protocol(self) -> asyncio.Protocol:
        """Its own."""
        return HttpToolsProtocol(self._config, self._state, self._app_state)


def behind(handlers: tuple[Handler, ...]) -> Any:
    """What uvicorn is given as its `http`: to it a class of protocols, each of which asks the handlers first."""

    def connection(config: Config, server_state: ServerState, app_state: dict[str, Any], **_: Any) -> Connection:
        return Connection(handlers, Uvicorn(config, server_state, app_state))

    return connection
