"""One address for a page and the action its form sends."""

from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponseBase

from fuwutai.desk.access import View


def by_method(*, GET: View, POST: View) -> View:
    """Return a view that shows the page or carries out the action; its rights and budget are the page's."""

    @wraps(GET)
    def view(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        return (POST if request.method == "POST" else GET)(request, *args, **kwargs)

    return view
