"""`fuwutai messages`: nothing to translate is missed, no translation is lost."""

import gettext
import os

import pytest

from fuwutai.cli import main, messages

MODULE = '''"""A module."""
from django.utils.translation import gettext as _, ngettext, pgettext

def page(name, count):
    print(_("Take the case"), ngettext("%(n)s case", "%(n)s cases", count))
    print(pgettext("noun", "Answer"), _("Hello %(name)s"))
'''
TEMPLATE = """{% load i18n %}
<p title="{% translate 'Close' %}">{% blocktranslate trimmed count n=cases %}
  {{ n }} open
{% plural %}
  {{ n }} open ones
{% endblocktranslate %}</p>
{# Translators: a comment #}<b>it's "quoted" & (unbalanced</b>
"""


@pytest.fixture
def package(tmp_path, monkeypatch):
    """Return a package of one module and one template, with a catalogue of its own."""
    root = tmp_path / "fuwutai"
    folder = root / "locale" / "zh_Hans" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    (root / "module.py").write_text(MODULE)
    (root / "page.html").write_text(TEMPLATE)
    monkeypatch.setattr(messages, "PACKAGE", root)
    monkeypatch.setattr(messages, "FOLDER", folder)
    monkeypatch.setattr(messages, "SOURCE", folder / "django.po")
    monkeypatch.setattr(messages, "COMPILED", folder / "django.mo")
    monkeypatch.setenv("FUWUTAI_DATA", str(tmp_path / "data"))
    return root


def translate(**words):
    """Write translations into the catalogue, as a translator does."""
    text = messages.SOURCE.read_text()
    for name, translation in words.items():
        source = name.replace("_", " ")
        text = text.replace(f'msgid "{source}"\nmsgstr ""', f'msgid "{source}"\nmsgstr "{translation}"')
    messages.SOURCE.write_text(text)
    os.utime(messages.SOURCE)


def test_words_of_modules_and_templates_are_collected(package, capsys):
    assert main(["messages"]) == 0
    text = messages.SOURCE.read_text()
    for expected in ("Take the case", "%(n)s cases", "Answer", "Close", "%(n)s open ones"):
        assert f'"{expected}"' in text
    assert 'msgctxt "noun"' in text
    assert "fuwutai/page.html" in text


def test_a_second_run_keeps_translations_and_changes_nothing(package, capsys):
    main(["messages"])
    translate(Take_the_case="受理工单")
    main(["messages"])
    before = messages.SOURCE.read_bytes()
    main(["messages"])
    assert messages.SOURCE.read_bytes() == before
    assert "受理工单" in before.decode()


def test_words_that_left_the_sources_are_kept_as_obsolete(package, capsys):
    main(["messages"])
    translate(Close="关闭")
    (package / "page.html").write_text("")
    main(["messages"])
    assert '#~ msgstr "关闭"' in messages.SOURCE.read_text()


def test_check_names_what_is_missing_and_changes_nothing(package, capsys):
    main(["messages"])
    before = messages.SOURCE.read_bytes()
    (package / "module.py").write_text(MODULE.replace("Take the case", "Give the case back"))
    capsys.readouterr()
    assert main(["messages", "--check"]) == 1
    assert "missing: Give the case back" in capsys.readouterr().out.splitlines()
    assert messages.SOURCE.read_bytes() == before


def test_check_names_a_translation_with_other_placeholders(package, capsys):
    main(["messages"])
    text = messages.SOURCE.read_text()
    messages.SOURCE.write_text(
        text.replace('msgid "Hello %(name)s"\nmsgstr ""', 'msgid "Hello %(name)s"\nmsgstr "您好 %(nmae)s"')
    )
    capsys.readouterr()
    assert main(["messages", "--check"]) == 1
    assert "placeholders differ: Hello %(name)s" in capsys.readouterr().out.splitlines()


def test_the_compiled_catalogue_follows_its_source(package, capsys):
    main(["messages"])
    translate(Take_the_case="受理工单")
    messages.compile_if_stale()
    with messages.COMPILED.open("rb") as file:
        assert gettext.GNUTranslations(file).gettext("Take the case") == "受理工单"


def test_nothing_is_compiled_anew_while_the_source_is_the_same(package, capsys):
    main(["messages"])
    before = messages.COMPILED.stat()
    messages.compile_if_stale()
    assert messages.COMPILED.stat().st_ino == before.st_ino


def test_the_shipped_catalogue_is_complete(capsys, tmp_path, monkeypatch):
    monkeypatch.setenv("FUWUTAI_DATA", str(tmp_path))
    assert (main(["messages", "--check"]), capsys.readouterr().out) == (0, "")
