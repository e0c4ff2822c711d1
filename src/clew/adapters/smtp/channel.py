"""Mail over SMTP: a few connections, each used for one message at a time and kept for the next."""

import asyncio
from collections import deque
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager, suppress

import aiosmtplib
from aiosmtplib import SMTP, SMTPException, SMTPResponseException

from clew.actions import Accepted, Attempt, Failed, Outgoing, Refused, Traits, Unknown
from clew.adapters.smtp.compose import Mail, Unaddressable, compose
from clew.adapters.smtp.settings import SmtpSettings
from clew.kernel.instants import Clock

MOST_A_CONNECTION = 100
"""Mails after which a connection is closed: servers grow tired of longer ones."""


class SmtpChannel:
    """Sends mail by one server; belongs to one event loop.

    SMTP knows no idempotency key. What broke after the last byte had been handed over is `Unknown`; everything before
    that was certainly not taken.
    """

    name = "email"
    traits = Traits(addressed=True, takes_key=False)

    def __init__(self, settings: SmtpSettings, clock: Clock) -> None:
        self._settings = settings
        self._clock = clock
        self._idle: deque[tuple[SMTP, int]] = deque()
        self._gate = asyncio.Semaphore(settings.connections)

    def target(self, message: Outgoing) -> str:
        """There is one provider."""
        del message
        return ""

    async def send(self, message: Outgoing) -> Attempt:
        """Hand one mail to the server."""
        try:
            mail = compose(message, self._settings, self._clock.now())
        except Unaddressable:
            return Refused("address")
        try:
            async with self._connection() as connection:
                return await _hand_over(connection, mail)
        except SMTPResponseException as error:
            return _answered(error.code, "connect")
        except (SMTPException, OSError, TimeoutError):
            return Failed("connect")

    async def close(self) -> None:
        """Take leave of the server."""
        while self._idle:
            await _leave(self._idle.pop()[0])

    @asynccontextmanager
    async def _connection(self) -> AsyncGenerator[SMTP]:
        async with self._gate:
            connection, used = await self._take()
            try:
                yield connection
            except BaseException:
                connection.close()
                raise
            if connection.is_connected and used + 1 < MOST_A_CONNECTION:
                self._idle.append((connection, used + 1))
            else:
                await _leave(connection)

    async def _take(self) -> tuple[SMTP, int]:
        while self._idle:
            connection, used = self._idle.pop()
            # The server may have hung up meanwhile; a question costs less than a mail of unknown outcome.
            with suppress(SMTPException, OSError):
                if connection.is_connected:
                    await connection.rset()
                    return connection, used
            connection.close()
        settings = self._settings
        connection = SMTP(
            hostname=settings.host,
            port=settings.port,
            use_tls=settings.tls == "implicit",
            start_tls={"require": True, "opportunistic": None}.get(settings.tls, False),
            username=settings.username,
            password=settings.password,
            timeout=settings.timeout,
        )
        await connection.connect()
        return connection, 0


async def _hand_over(connection: SMTP, mail: Mail) -> Attempt:
    try:
        await connection.mail(mail.return_path)
        await connection.rcpt(mail.recipient)
    except aiosmtplib.SMTPRecipientRefused as error:
        return _answered(error.code, "recipient", error.message)
    except SMTPResponseException as error:
        return _answered(error.code, "sender")
    except (SMTPException, OSError):
        connection.close()
        return Failed("connect")
    try:
        response = await connection.data(mail.data)
    except SMTPResponseException as error:
        return _answered(error.code, "content")
    except (SMTPException, OSError):
        connection.close()
        return Unknown("connection")
    return Accepted(response.message[:200])


_NO_SUCH_MAILBOX = ("5.1.", "5.2.1")


def _answered(code: int, about: str, said: str = "") -> Attempt:
    """What a refusal means: 4xx another time, 5xx never, and of a recipient that is no more: never again to them."""
    if 400 <= code < 500:
        return Failed(f"{about}_{code}", ours=about == "recipient")
    if code in (421, 0) or about == "connect":
        return Failed(f"{about}_{code}")
    if about == "recipient" and any(said.startswith(status) for status in _NO_SUCH_MAILBOX):
        return Refused(f"{about}_{code}", suppress="bounce")
    return Refused(f"{about}_{code}")


async def _leave(connection: SMTP) -> None:
    with suppress(SMTPException, OSError, TimeoutError):
        await connection.quit()
    connection.close()
