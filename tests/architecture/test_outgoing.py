"""Calls to other systems leave by one door."""

from tests.architecture.sources import PACKAGE, files, imports, name

DOOR = "src/fuwutai/kernel/outgoing.py"
WAYS_OUT = ("requests", "urllib3", "urllib.request", "http.client", "httpx", "aiohttp", "ftplib", "telnetlib")
NOT_OUT = {
    "src/fuwutai/cli/readiness.py",  # asks the program's own port whether it is ready
}


def test_only_one_module_calls_other_systems():
    calling = [
        f"{name(path)} imports {module}"
        for path in files(".py")
        if path.is_relative_to(PACKAGE) and name(path) not in {DOOR, *NOT_OUT}
        for module in sorted(imports(path))
        if module in WAYS_OUT or module.startswith(tuple(f"{way}." for way in WAYS_OUT))
    ]
    assert calling == []
