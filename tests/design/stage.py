"""A small stage for the browser: real templates, real static files, the real policy, no database."""

import contextlib
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from http.cookies import SimpleCookie
from pathlib import Path
from socketserver import ThreadingMixIn
from typing import Any
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

from django.conf import settings
from django.contrib.staticfiles import finders
from django.http import HttpResponse
from django.template import Context, Template
from django.urls import include, path
from django.utils import translation

from fuwutai.desk.styleguide.views import sample_context

TYPES = {".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml"}
QUEUE = """{% extends "desk/base.html" %}{% block content %}
<p id="plain" data-live-topic="team:* mine" hx-get="/part" hx-trigger="live">old</p>
{% endblock %}"""
LETTER = """{% extends "portal/base.html" %}{% block content %}
<section id="part" data-live-topic="case" data-live-src="/letter-part">old</section>
{% endblock %}"""


def _nowhere(request: Any) -> HttpResponse:
    return HttpResponse()


_desk = [
    path(name, _nowhere, name=name)
    for name in ("home", "notice_settings", "preferences", "presence_set", "profile", "search", "sessions", "sign_out")
]
_portal = [path(name, _nowhere, name=name) for name in ("home", "track")]
urlpatterns = [
    path("desk/", include((_desk, "desk"))),
    path("portal/", include((_portal, "portal"))),
    path("language", _nowhere, name="set_language"),
]


class Server(ThreadingMixIn, WSGIServer):
    """Threads, so that an open stream holds up nothing."""

    daemon_threads = True


class Quiet(WSGIRequestHandler):
    """Writes no log."""

    def log_message(self, format: str, *args: Any) -> None:
        """Say nothing."""


@contextlib.contextmanager
def served() -> Iterator[str]:
    """Serve the stage and yield its address."""
    server = make_server("127.0.0.1", 0, application, server_class=Server, handler_class=Quiet)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()


def application(environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
    """Answer one request."""
    where = environ["PATH_INFO"]
    if where.startswith("/static/"):
        return _static(where.removeprefix("/static/"), start)
    if where == "/live":
        start("200 OK", [("Content-Type", "text/event-stream"), ("Cache-Control", "no-store")])
        return _announcements()
    start("200 OK", [("Content-Type", "text/html; charset=utf-8"), ("Content-Security-Policy", _policy())])
    cookies = SimpleCookie(environ.get("HTTP_COOKIE", ""))
    chosen = {
        name: cookies[name].value for name in ("theme", "density", "text_size", "language") if name in cookies
    }
    return [_page(where, chosen).encode()]


def _page(where: str, chosen: dict[str, str]) -> str:
    parts = {
        "/guide": '{% include "desk/styleguide.html" %}',
        "/queue": QUEUE,
        "/letter": LETTER,
        "/part": "fresh",
        "/letter-part": '<section id="part" data-live-say="There is news">fresh</section>',
    }
    nav = [
        {"label": f"N{n}", "url": "/guide", "icon": "inbox", "count": n, "current": n == 1} for n in range(6)
    ]
    context = {
        "ui": chosen,
        "me": {"id": 7, "name": "李娜", "role": "Agent"},
        "nav_items": nav,
        "live_url": "/live" if where in ("/queue", "/letter") else "",
    }
    with translation.override(chosen.get("language", "en")):
        return Template(parts.get(where, "")).render(Context({**sample_context(), **context}))


def _announcements() -> Iterator[bytes]:
    yield b"retry: 2000\n\n"
    for topic in ("mine", "case"):
        time.sleep(0.3)
        yield f'data: {{"topic":"{topic}","case":12,"seq":3}}\n\n'.encode()
    time.sleep(5)


def _static(name: str, start: Callable[..., Any]) -> list[bytes]:
    found = finders.find(name)
    if not found:
        start("404 Not Found", [])
        return [b""]
    start("200 OK", [("Content-Type", TYPES.get(Path(found).suffix, "application/octet-stream"))])
    return [Path(found).read_bytes()]


def _policy() -> str:
    rules = settings.CONTENT_SECURITY_POLICY["DIRECTIVES"]
    return "; ".join(f"{name} {' '.join(sources)}" for name, sources in rules.items())
