"""Shape of the source tree."""

import ast
import re

import pytest
from tests.architecture.sources import CLONE, PACKAGE, files, imports, name, tree

LONGEST_FILE = 400
NAMES_THAT_SAY_NOTHING = {
    "utils",
    "util",
    "helpers",
    "helper",
    "common",
    "misc",
    "services",
    "service",
    "shared",
}
CLOCKS = {
    "src/fuwutai/kernel/clock.py",
    "src/fuwutai/kernel/journal.py",  # when a row was written, which no command may move
    "src/fuwutai/kernel/keyring.py",  # the day a key was made
    "src/fuwutai/kernel/rate_limit.py",  # the limiter counts by the wall clock
}
READINGS = {"datetime.now", "datetime.utcnow", "datetime.today", "date.today", "timezone.now", "time.time"}


def test_no_file_is_longer_than_one_subject():
    long = {
        name(path): lines
        for path in files(".py", ".html", ".css", ".js")
        if (lines := len(path.read_text(encoding="utf-8").splitlines())) > LONGEST_FILE
    }
    assert long == {}


def test_no_folder_or_module_has_a_name_that_says_nothing():
    idle = [
        name(path) for path in files(".py") if NAMES_THAT_SAY_NOTHING & {*path.parts[len(CLONE.parts) :], path.stem}
    ]
    assert idle == []


def test_there_is_one_clock():
    other = [
        f"{name(path)}:{node.lineno}"
        for path in files(".py")
        if PACKAGE in path.parents and name(path) not in CLOCKS
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Call) and ast.unparse(node.func) in READINGS
    ]
    assert other == []


def test_every_lock_leaves_the_key_free():
    """A reference to a locked row is checked when a transaction ends, while it holds the journal: with a lock on the
    key two would wait for each other."""
    wrong = [
        f"{name(path)}:{node.lineno}"
        for path in files(".py")
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)
        if node.func.attr == "select_for_update" and "no_key" not in {keyword.arg for keyword in node.keywords}
    ]
    assert wrong == []


def test_rules_know_nothing_of_django():
    knowing = [
        name(path)
        for path in files(".py")
        if path.parent.parent == PACKAGE / "domain" and path.stem == "rules"
        if any(module.partition(".")[0] == "django" for module in imports(path))
    ]
    assert knowing == []


def test_every_module_says_what_it_is_for():
    silent = [
        name(path)
        for path in files(".py")
        if PACKAGE in path.parents and path.read_text(encoding="utf-8").strip() and not ast.get_docstring(tree(path))
    ]
    assert silent == []


def test_no_template_has_a_script_or_a_style_of_its_own():
    inline = re.compile(r"<script(?![^>]*\bsrc=)|<style\b|\sstyle=|\son[a-z]+=", re.IGNORECASE)
    tags = re.compile(r"\{%.*?%\}|\{\{.*?\}\}|\{#.*?#\}", re.DOTALL)
    own = [
        name(path)
        for path in files(".html")
        if PACKAGE in path.parents and inline.search(tags.sub("", path.read_text("utf-8")))
    ]
    assert own == []


@pytest.mark.parametrize("lock", ["run", "test"])
def test_every_pinned_package_has_its_hashes(lock):
    text = (CLONE / "requirements" / f"{lock}.lock").read_text()
    pins = re.split(r"\n(?=[a-z0-9])", text.strip())
    assert pins and all("--hash=sha256:" in pin for pin in pins if "==" in pin)


def test_both_locks_pin_the_same_versions():
    def pinned(lock):
        text = (CLONE / "requirements" / f"{lock}.lock").read_text()
        return set(re.findall(r"^([a-z0-9._-]+==\S+)", text, re.MULTILINE))

    assert pinned("run") <= pinned("test")
