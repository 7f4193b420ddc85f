"""Every event and every action of the access log has words."""

import ast

from tests.architecture.sources import PACKAGE, files, tree

from fuwutai.desk.audit.words import ACTIONS, EVENTS, SUBJECTS
from fuwutai.domain.compliance.choices import ACTIONS_OF_KINDS, EXPORTS, SIGN_INS
from fuwutai.kernel.attempts import ATTEMPTS
from fuwutai.kernel.events import registered_events


def actions_in_use() -> set[str]:
    """Return the actions that the code records, as far as they stand there as texts."""
    found = set()
    for path in files(".py"):
        if PACKAGE not in path.parents:
            continue
        for node in ast.walk(tree(path)):
            if isinstance(node, ast.Call) and ast.unparse(node.func).endswith("record_access"):
                said = [one for one in node.args[1:2] if isinstance(one, ast.Constant)]
                found |= {one.value for one in said}
    return found


def test_every_event_has_words():
    own = {code for code, cls in registered_events().items() if cls.__module__.startswith("fuwutai.")}
    assert sorted(own - EVENTS.keys()) == []


def test_every_action_that_is_recorded_has_words():
    used = actions_in_use() | ATTEMPTS
    assert {"sign_in", "view_audit", "export_audit"} <= used
    assert sorted(used - ACTIONS.keys()) == []


def test_every_export_and_sign_in_is_known_as_one():
    used = actions_in_use()
    assert sorted(one for one in used if one.startswith("export_") and one not in EXPORTS) == []
    assert sorted(one for one in used if one.startswith("sign_") and one not in SIGN_INS) == []
    assert all(actions <= ACTIONS.keys() for actions in ACTIONS_OF_KINDS.values())


def test_every_subject_of_an_event_has_a_name():
    own = {cls.subject for cls in registered_events().values() if cls.__module__.startswith("fuwutai.")}
    assert sorted(own - SUBJECTS.keys()) == []
