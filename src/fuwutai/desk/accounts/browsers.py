"""What is kept of the browser with which somebody comes."""

from django.http import HttpRequest

# Each also calls itself by the names after it.
BROWSERS = {
    "MicroMessenger/": "WeChat",
    "Edg/": "Edge",
    "OPR/": "Opera",
    "Firefox/": "Firefox",
    "Chrome/": "Chrome",
    "Safari/": "Safari",
}
SYSTEMS = {
    "Android": "Android",
    "iPhone": "iPhone",
    "iPad": "iPad",
    "Mac OS X": "macOS",
    "Windows": "Windows",
    "Linux": "Linux",
}


def browser_named(user_agent: str) -> str:
    """Return a browser and its system as people know them; the full text would name the person's device."""
    browser = next((name for mark, name in BROWSERS.items() if mark in user_agent), "")
    system = next((name for mark, name in SYSTEMS.items() if mark in user_agent), "")
    return " · ".join(part for part in (browser, system) if part)


def address_of(request: HttpRequest) -> str:
    """Return the network address from which a request comes."""
    return str(request.META.get("REMOTE_ADDR", ""))
