"""A visitor without a browser: cookies, forms, and redirects that are looked at instead of followed."""

import http.client
import http.cookies
import time
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode, urlsplit

PATIENCE_SECONDS = 30
LONGEST_REST_SECONDS = 2
"""The server closes a connection that nobody used for some seconds; after a shorter rest a new one is made."""


@dataclass(frozen=True)
class Answer:
    """What came back; `body` is the bytes as they were sent."""

    status: int
    location: str
    body: bytes


class Visitor:
    """One browser's worth of cookies. `keep`: all requests go over one connection, as a browser's do.

    Raises: OSError or HTTPException when the server is gone.
    """

    def __init__(self, url: str, *, keep: bool = False) -> None:
        place = urlsplit(url)
        self.host, self.port = place.hostname or "127.0.0.1", place.port or 80
        self.cookies: dict[str, str] = {}
        self._keep = keep
        self._kept: http.client.HTTPConnection | None = None
        self._used = 0.0

    def get(self, path: str) -> Answer:
        """Fetch a page."""
        return self._ask("GET", path, None, {})

    def post(self, path: str, form: dict[str, str], *, by_htmx: bool = False) -> Answer:
        """Send a form with the token that guards it; the page with the form is fetched first where needed."""
        if "csrftoken" not in self.cookies:
            self.get(path)
        token = self.cookies.get("csrftoken", "")
        headers = {"HX-Request": "true"} if by_htmx else {}
        return self._ask("POST", path, urlencode({**form, "csrfmiddlewaretoken": token}).encode(), headers)

    def _ask(self, method: str, path: str, body: bytes | None, also: Mapping[str, str]) -> Answer:
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items()), **also}
        if body is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        connection = self._connection()
        try:
            connection.request(method, path, body, headers)
            answer = connection.getresponse()
            content = answer.read()
            for line in answer.headers.get_all("Set-Cookie", []):
                self.cookies |= {one.key: one.value for one in http.cookies.SimpleCookie(line).values()}
            return Answer(answer.status, answer.headers.get("Location", ""), content)
        finally:
            self._used = time.monotonic()
            if not self._keep:
                connection.close()

    def _connection(self) -> http.client.HTTPConnection:
        if self._keep and self._kept and time.monotonic() - self._used < LONGEST_REST_SECONDS:
            return self._kept
        if self._kept:
            self._kept.close()
        self._kept = http.client.HTTPConnection(self.host, self.port, timeout=PATIENCE_SECONDS)
        return self._kept
