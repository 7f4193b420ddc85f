"""Calls to other systems leave by one door, and by a second one where directories are asked."""

import ast

from tests.architecture.sources import PACKAGE, files, imports, name, tree

DOOR, SECOND_DOOR = "src/fuwutai/kernel/outgoing.py", "src/fuwutai/kernel/ldap.py"
WAYS_OUT = (
    "requests", "urllib3", "urllib.request", "http.client", "httpx", "aiohttp", "ftplib", "telnetlib", "smtplib",
    "imaplib", "poplib",
)  # fmt: skip
OPENING = {"create_connection", "getaddrinfo", "wrap_socket", "open_connection"}
"""What opens a connection, or asks where a name leads."""
MAIL_DOOR = "src/fuwutai/kernel/mail.py"  # to the one server that whoever runs the program names
OWN_PORT = "src/fuwutai/cli/preflight.py"  # asks under which address the program shall listen
DIRECTORIES = ("ldap3", "ldap", "bonsai")
ASKS_DIRECTORIES = "src/fuwutai/domain/accounts/directories.py"
NOT_OUT = {
    "src/fuwutai/cli/readiness.py",  # asks the program's own port whether it is ready
}


def program():
    return [path for path in files(".py") if path.is_relative_to(PACKAGE)]


def importing(ways, but):
    return [
        f"{name(path)} imports {module}"
        for path in program()
        if name(path) not in but
        for module in sorted(imports(path))
        if module in ways or module.startswith(tuple(f"{way}." for way in ways))
    ]


def test_only_one_module_calls_other_systems():
    assert importing(WAYS_OUT, {DOOR, MAIL_DOOR, *NOT_OUT}) == []


def test_only_one_other_asks_directories_at_addresses_that_the_first_let_pass():
    assert importing(DIRECTORIES, {SECOND_DOOR}) == []
    assert "fuwutai.kernel.outgoing.addresses_of" in imports(PACKAGE / "kernel" / "ldap.py")


def test_nothing_else_opens_a_connection_by_itself():
    opening = [
        f"{name(path)}:{node.lineno}"
        for path in program()
        if name(path) not in {DOOR, SECOND_DOOR, OWN_PORT, *NOT_OUT}
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Call) and ast.unparse(node.func).rpartition(".")[2] in OPENING
    ]
    assert opening == []


def test_the_library_for_directories_is_imported_only_where_one_is_asked():
    at_the_top = [
        name(path)
        for path in program()
        for node in tree(path).body
        if isinstance(node, ast.ImportFrom) and node.module == "fuwutai.kernel.ldap"
    ]
    assert at_the_top == []
    asking = [name(path) for path in program() if "fuwutai.kernel.ldap" in imports(path)]
    assert asking == [ASKS_DIRECTORIES]
