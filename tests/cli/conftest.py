"""What tests of real processes share."""

import os
from pathlib import Path

import pytest

import fuwutai

OURS = ("FUWUTAI_DATABASE_URL", "FUWUTAI_REDIS_URL", "FUWUTAI_HOSTS", "FUWUTAI_HTTPS", "DJANGO_SETTINGS_MODULE")


@pytest.fixture(scope="session")
def program_environment() -> dict[str, str]:
    """Return the environment of a `fuwutai` process that has nothing to do with the test run's own settings."""
    kept = {name: value for name, value in os.environ.items() if name not in OURS}
    return {**kept, "PYTHONPATH": str(Path(fuwutai.__file__).parents[1]), "LANG": "C.UTF-8", "LC_ALL": "C.UTF-8"}
