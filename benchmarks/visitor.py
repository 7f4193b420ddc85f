"""A visitor without a browser: cookies, forms, and redirects that are looked at instead of followed."""

import http.client
import http.cookies
from dataclasses import dataclass
from urllib.parse import urlencode, urlsplit

PATIENCE_SECONDS = 30


@dataclass(frozen=True)
class Answer:
    """What came back; `body` is the bytes as they were sent."""

    status: int
    location: str
    body: bytes


class Visitor:
    """One browser's worth of cookies. Raises: OSError or HTTPException when the server is gone."""

    def __init__(self, url: str) -> None:
        place = urlsplit(url)
        self.host, self.port = place.hostname or "127.0.0.1", place.port or 80
        self.cookies: dict[str, str] = {}

    def get(self, path: str) -> Answer:
        """Fetch a page."""
        return self._ask("GET", path, None)

    def post(self, path: str, form: dict[str, str]) -> Answer:
        """Send a form with the token that guards it; the page with the form is fetched first where needed."""
        if "csrftoken" not in self.cookies:
            self.get(path)
        token = self.cookies.get("csrftoken", "")
        return self._ask("POST", path, urlencode({**form, "csrfmiddlewaretoken": token}).encode())

    def _ask(self, method: str, path: str, body: bytes | None) -> Answer:
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}
        if body is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        connection = http.client.HTTPConnection(self.host, self.port, timeout=PATIENCE_SECONDS)
        try:
            connection.request(method, path, body, headers)
            answer = connection.getresponse()
            content = answer.read()
            for line in answer.headers.get_all("Set-Cookie", []):
                self.cookies |= {one.key: one.value for one in http.cookies.SimpleCookie(line).values()}
            return Answer(answer.status, answer.headers.get("Location", ""), content)
        finally:
            connection.close()
