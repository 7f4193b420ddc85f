"""`fuwutai reference`: writes the pages, and tells when they are out of date."""

import pytest

from fuwutai.cli import main, reference
from fuwutai.kernel.events import registered_events


@pytest.fixture(autouse=True)
def own_folder(tmp_path, monkeypatch):
    monkeypatch.setattr(reference, "FOLDER", tmp_path / "reference")
    monkeypatch.setenv("FUWUTAI_DATA", str(tmp_path / "data"))


def test_pages_are_written_once_and_then_up_to_date(capsys):
    assert main(["reference"]) == 0
    written = capsys.readouterr().out.split()
    pages = ["clocks.md", "commands.md", "events.md", "openapi.json", "permissions.md", "reactions.md", "urls.md"]
    assert sorted(written) == pages
    assert main(["reference", "--check"]) == 0
    assert capsys.readouterr().out == ""


def test_check_names_a_page_that_differs_and_leaves_it(capsys):
    main(["reference"])
    page = reference.FOLDER / "events.md"
    page.write_text("old")
    capsys.readouterr()
    assert main(["reference", "--check"]) == 1
    assert capsys.readouterr().out.split() == ["events.md"]
    assert page.read_text() == "old"


def test_every_event_stands_in_the_page_of_events(capsys):
    main(["reference"])
    text = (reference.FOLDER / "events.md").read_text()
    assert [code for code in registered_events() if f"| `{code}` |" not in text] == []
