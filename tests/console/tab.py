"""The browser's tab in which the tests open one screen after the other, and which hears all that is said against us."""

from playwright.sync_api import Browser, ConsoleMessage, Page, Request

from tests.unit.api.serving import Served

# A machine may be busy: what is waited for is waited for long.
PATIENCE = 20_000


class Tab:
    """One tab for all tests, whatever the workspace: cookies and storage are each workspace's own.

    A screen opened in a tab that has run the scripts before takes a quarter of the time that it takes in a new one:
    Chromium forgets what it compiled when a tab is closed, or led to `about:blank`.
    """

    def __init__(self, browser: Browser) -> None:
        self._context = browser.new_context()
        # By address, which a workspace of later may have again.
        self._signed_in: dict[str, Served] = {}
        self._complaints: list[str] = []
        self._expected: tuple[str, ...] = ()
        self._entered = False
        self._own = ""
        self.page: Page = self._context.new_page()
        self.page.set_default_timeout(PATIENCE)
        self.page.on("console", self._said)
        self.page.on("pageerror", lambda error: self._complaints.append(str(error)))
        self.page.on("request", self._asked)

    def open(self, at: Served, path: str, expected: tuple[str, ...]) -> None:
        """Open a screen as Ada; the browser's console may show what holds one of the expected texts."""
        if self._signed_in.get(at.url) is not at:
            answer = self._context.request.post(f"{at.url}/api/v1/session", data={"token": at.link()})
            assert answer.ok, answer.text()
            self._signed_in[at.url] = at
        self._begin(at, path, expected)

    def enter(self, at: Served, path: str, expected: tuple[str, ...], who: str, role: str) -> None:
        """Come in by the door as somebody whom this browser doesn't know."""
        self._forget()
        self._entered = True
        self._begin(at, f"/sign-in?next={path}#{at.link(who, role)}", expected)
        self.page.wait_for_url(f"{at.url}{path}")

    def done(self, home: Served) -> list[str]:
        """A test is at its end: forget whom it let in, and let go of a workspace that is not all tests' home.

        Returns:
            What has been said against us since the screen was opened.
        """
        # Where the pointer rests, the next screen may begin; and what the browser has to say comes before its answer.
        self.page.mouse.move(0, 0)
        complaints = list(self._complaints)
        if self._entered:
            self._forget()
        elif self._own != home.url:
            self.leave()
        return complaints

    def leave(self) -> None:
        """Let go of the workspace that is open: nothing of it is asked any more."""
        if self._own and self.page.url != (quiet := f"{self._own}/mark.svg"):
            self.page.goto(quiet)

    def _forget(self) -> None:
        """Forget who is signed in, and what the workspace that is open keeps in the browser."""
        self.leave()
        if self._own:
            self.page.evaluate("localStorage.clear()")
        self._context.clear_cookies()
        self._signed_in.clear()
        self._entered = False

    def _begin(self, at: Served, path: str, expected: tuple[str, ...]) -> None:
        self._own, self._expected = at.url, expected
        # What the screen before still has to say is not about this one.
        self.page.once("framenavigated", lambda _: self._complaints.clear())
        self.page.goto(f"{at.url}{path}")

    def _said(self, message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"} and not any(text in message.text for text in self._expected):
            self._complaints.append(message.text)

    def _asked(self, request: Request) -> None:
        """A request to anybody but ourselves is a fault."""
        if not request.url.startswith((self._own, "data:", "blob:")):
            self._complaints.append(f"request to {request.url}")
