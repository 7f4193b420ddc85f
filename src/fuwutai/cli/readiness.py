"""Asking the web process how it is."""

import http.client
from urllib.parse import urlsplit


def probe(url: str, path: str, timeout_seconds: float = 1.0) -> bool:
    """Return whether the address answers 200."""
    parts = urlsplit(url)
    connection = http.client.HTTPConnection(parts.hostname or "", parts.port, timeout=timeout_seconds)
    try:
        connection.request("GET", path, headers={"Accept": "application/json", "Connection": "close"})
        return connection.getresponse().status == 200
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()
