"""What a page of the portal weighs: an old telephone on a slow network loads it."""

import re
from collections.abc import Callable

import pytest
from django.contrib.staticfiles import finders
from django.test import Client
from tests import given

from fuwutai.domain.cases.commands import reply_to_case
from fuwutai.domain.cases.models import Case

pytestmark = pytest.mark.django_db
MOST_BYTES = 100_000


def loaded_files(html: str) -> set[str]:
    """Return the style sheets and scripts of a page, and what those scripts import."""
    mark = r'<(?:link rel="stylesheet" href|script type="module" src)="/static/([^"]+)"'
    names = set(re.findall(mark, html))
    for name in [one for one in names if one.endswith(".js")]:
        folder = name.rpartition("/")[0]
        names |= {f"{folder}/{other}" for other in re.findall(r'from "\./([^"]+)"', text_of(name))}
    return names


def text_of(name: str) -> str:
    path = finders.find(name)
    assert path, f"{name} is missing"
    with open(str(path), encoding="utf-8") as file:  # noqa: PTH123, finders answer with a plain string
        return file.read()


def weight(html: str) -> int:
    return len(html.encode()) + sum(len(text_of(name).encode()) for name in loaded_files(html))


@pytest.mark.parametrize("address", ["/", "/submit?type=fault", "/track", "/nowhere"])
def test_a_page_weighs_at_most_100_kb_uncompressed(client: Client, address: str) -> None:
    given.centre()
    assert weight(client.get(address).content.decode()) <= MOST_BYTES


def test_a_case_with_fifty_messages_weighs_at_most_100_kb(browser_of: Callable[[Case], Client]) -> None:
    case = given.an_open_case()
    for _more in range(48):
        reply_to_case(actor=given.agent(), case_id=case.pk, body="师傅已经在路上，请保持电话畅通。")
    html = browser_of(case).get(f"/cases/{case.number}").content.decode()
    assert html.count('class="msg ') == 50
    assert weight(html) <= MOST_BYTES


def test_nothing_is_loaded_from_elsewhere(client: Client) -> None:
    given.centre()
    for address in ("/", "/submit", "/track"):
        html = client.get(address).content.decode()
        assert not re.search(r'(?:src|href|action)="(?:https?:)?//', html)
