"""Everything that stands in the database, to compare before and after."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.apps import apps

from fuwutai.kernel.attempts import ATTEMPTS
from fuwutai.kernel.models import AccessEntry

LEFT_OUT = {"calendars"}  # thousands of days that only the commands of calendars touch
LOG = AccessEntry._meta.label


def all_rows() -> dict[str, list[dict[str, Any]]]:
    """Return every row of the platform's own tables, journal, outbox and access log included."""
    own = [config for config in apps.get_app_configs() if config.name.startswith("fuwutai.")]
    models = [model for config in own if config.label not in LEFT_OUT for model in config.get_models()]
    return {model._meta.label: list(model._default_manager.order_by("pk").values()) for model in models}


@contextmanager
def nothing_changes() -> Iterator[None]:
    """Fail when the block leaves any row added, changed or gone.

    The surfaces write down that somebody tried in vain (no command does): just such rows may be added.
    """
    before = all_rows()
    yield
    after = all_rows()
    known = {row["id"] for row in before[LOG]}
    after[LOG] = [row for row in after[LOG] if row["id"] in known or row["action"] not in ATTEMPTS]
    assert after == before
