"""When the journeys begin that run inside the test, and what opens their pages; the fixtures stand in conftest.py."""

from collections.abc import Callable
from datetime import UTC, datetime

from playwright.sync_api import Page

MONDAY = datetime(2026, 3, 2, 2, tzinfo=UTC)  # 10:00 in Shanghai
Open = Callable[..., Page]
