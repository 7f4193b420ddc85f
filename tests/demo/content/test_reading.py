"""The demo content is complete and the same in both languages, and refused with reasons when it is wrong."""

import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from fuwutai.demo.content.reading import CHANNELS, FOLDER, SLOT, WORDS, ScenarioError, load
from fuwutai.demo.content.shapes import DONE_BY, MOVES, Scenario, Script, state_after
from fuwutai.domain.accounts import choices as accounts
from fuwutai.domain.cases import choices as cases
from fuwutai.domain.cases.rules import TRANSITIONS

OPEN = ("new", "open", "waiting_customer", "waiting_third_party")
VERBS = {
    "reply": "work",
    "wait": "wait",
    "customer": "answer",
    "resolve": "resolve",
    "confirm": "confirm",
    "close": "close",
    "reopen": "reopen",
}


@pytest.fixture(scope="module", params=["zh", "en"])
def scenario(request: pytest.FixtureRequest) -> Scenario:
    return load(request.param)


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    shutil.copytree(FOLDER, tmp_path / "content", ignore=shutil.ignore_patterns("*.py", "__pycache__"))
    return tmp_path / "content"


def edit(file: Path, old: str, new: str) -> None:
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new, 1), encoding="utf-8")


def refusal(folder: Path) -> str:
    with pytest.raises(ScenarioError) as raised:
        load("zh", folder)
    return str(raised.value)


def test_a_centre_has_its_teams_its_people_sixty_customers_and_seventy_scripts(
    scenario: Scenario,
) -> None:
    assert len(scenario.teams) == 4
    assert len(scenario.staff) == 15
    assert len(scenario.customers) == 60
    assert len(scenario.scripts) >= 70


def test_both_languages_have_the_same_shape() -> None:
    zh, en = load("zh"), load("en")

    def bones(script: Script) -> Script:
        steps = tuple(replace(step, text=str(bool(step.text))) for step in script.steps)
        return replace(script, subject="", body="", steps=steps)

    assert [bones(script) for script in zh.scripts] == [bones(script) for script in en.scripts]
    assert [team.code for team in zh.teams] == [team.code for team in en.teams]
    assert [(person.role, person.teams) for person in zh.staff] == [
        (person.role, person.teams) for person in en.staff
    ]
    assert [(who.key, bool(who.email)) for who in zh.customers] == [
        (who.key, bool(who.email)) for who in en.customers
    ]
    assert zh.categories.keys() == en.categories.keys()
    assert {name: len(values) for name, values in zh.slots.items()} == {
        name: len(values) for name, values in en.slots.items()
    }
    assert zh.centre.hours == en.centre.hours


def test_every_word_is_translated() -> None:
    for zh, en in zip(load("zh").scripts, load("en").scripts, strict=True):
        assert zh.subject != en.subject
        assert zh.body != en.body
        for ours, theirs in zip(zh.steps, en.steps, strict=True):
            assert ours.text != theirs.text or not ours.text


def test_every_type_channel_priority_and_category_occurs(scenario: Scenario) -> None:
    for field, known in (("type", cases.TYPES), ("channel", CHANNELS), ("priority", cases.PRIORITIES)):
        assert {getattr(script, field) for script in scenario.scripts} == set(known)
    assert {script.category for script in scenario.scripts} <= scenario.categories.keys()
    assert {person.role for person in scenario.staff} <= set(accounts.ROLES)


def test_about_four_in_ten_scripts_end_open(scenario: Scenario) -> None:
    ends = [state_after([step.do for step in script.steps]) for script in scenario.scripts]
    assert 0.35 <= sum(end in OPEN for end in ends) / len(ends) <= 0.45
    assert set(ends) == set(cases.STATUSES)


def test_every_kind_of_step_is_told(scenario: Scenario) -> None:
    assert {step.do for script in scenario.scripts for step in script.steps} == set(DONE_BY)


def test_the_moves_agree_with_the_states_of_the_product() -> None:
    for verb, product_verb in VERBS.items():
        assert MOVES[verb] == {
            state: after
            for (state, action), after in TRANSITIONS.items()
            if action == product_verb and state in MOVES[verb]
        }


def test_names_hold_rare_characters() -> None:
    names = "".join(customer.name for customer in load("zh").customers)
    assert "㛃" in names
    assert "𬭎" in names


def test_phones_and_addresses_belong_to_nobody() -> None:
    assert all(customer.phone.startswith("1380013") for customer in load("zh").customers)
    assert all("-555-01" in customer.phone for customer in load("en").customers)
    for customer in (*load("zh").customers, *load("en").customers):
        assert not customer.email or customer.email.split("@")[1] in (
            "example.com",
            "example.net",
            "example.org",
        )


def test_every_slot_has_a_use(scenario: Scenario) -> None:
    texts = [text for script in scenario.scripts for text in (script.subject, script.body)]
    texts += [step.text for script in scenario.scripts for step in script.steps]
    used = {name for text in texts for name in SLOT.findall(text)}
    assert used - {"agent"} <= scenario.slots.keys() | WORDS
    assert scenario.slots.keys() <= used


def test_an_unknown_language_names_the_known_ones() -> None:
    with pytest.raises(ScenarioError, match="Choose one of: en, zh"):
        load("fr")


def test_a_broken_file_is_named(copy: Path) -> None:
    (copy / "zh" / "voices.toml").write_text("[[scripts", encoding="utf-8")
    assert "voices.toml is not valid TOML" in refusal(copy)


def test_a_wrong_kind_of_value_is_shown_with_its_place(copy: Path) -> None:
    edit(copy / "zh" / "voices.toml", "{ at = ", '{ at = "soon", text = "", by = "" }, { at = ')
    assert "Expected `int`, got `str`" in refusal(copy)


@pytest.mark.parametrize(
    ("file", "old", "new", "reason"),
    [
        ("zh.toml", 'role = "agent"', 'role = "wizard"', "the role “wizard” does not exist"),
        ("zh.toml", 'teams = ["broadband"]', 'teams = ["moon"]', "every team must be one of"),
        ("zh.toml", 'role = "supervisor"', 'role = "agent"', "team “broadband” has no supervisor"),
        (
            "zh.toml",
            'username = "hezhiyuan"',
            'username = "linyuqing"',
            "the username “linyuqing” stands 2 times",
        ),
        ("zh.toml", '"13800130102"', '"13800130101"', "the phone “13800130101” stands 2 times"),
        ("zh.toml", 'key = "c02"', 'key = "c01"', "the customer key “c01” stands 2 times"),
        ("zh.toml", "Asia/Shanghai", "Asia/Atlantis", "the time zone “Asia/Atlantis” does not exist"),
        ("zh.toml", '"08:00", "21:00"', '"21:00", "08:00"', "the hours of “mon”"),
        ("zh.toml", 'mon = [["08:00"', 'monday = [["08:00"', "the hours of “monday”"),
        ("zh.toml", '"12月"', '"12月", "13月"', "twelve months"),
        ("zh.toml", 'hotline = "', 'hotlin = "', "centre: “hotlin” is not a known key"),
        ("zh/voices.toml", "priority = ", 'mood = "calm"\npriority = ', "scripts: “mood” is not a known key"),
        ("zh/voices.toml", 'type = "suggestion"', 'type = "rumour"', "the type “rumour” does not exist"),
        ("zh/voices.toml", 'channel = "portal"', 'channel = "pigeon"', "the channel “pigeon” does not exist"),
        (
            "zh/voices.toml",
            'priority = "routine"',
            'priority = "later"',
            "the priority “later” does not exist",
        ),
        ("zh/voices.toml", 'category = "service_app"', 'category = "x"', "the category “x” does not exist"),
        ("zh/voices.toml", 'team = "halls"', 'team = "moon"', "the team “moon” does not exist"),
        ("zh/voices.toml", 'customer = "c54"', 'customer = "c99"', "the customer “c99” does not exist"),
        ("zh/voices.toml", 'subject = "', 'subject = "{wish}', "the slot “{wish}” does not exist"),
        ("zh/voices.toml", 'subject = "', 'subject = "{agent}', "the slot “{agent}” does not exist"),
        (
            "zh/voices.toml",
            "within_hours = 96\n",
            "",
            "within_hours belongs to a script that ends open",
        ),
        ("zh/voices.toml", 'do = "confirm"', 'do = "confrm"', "“confrm” is not one of"),
        (
            "zh/voices.toml",
            'do = "resolve"',
            'do = "close"',
            "“close” is not possible while the case is open",
        ),
        (
            "zh/voices.toml",
            '{ at = 14, do = "assign" },',
            "",
            "somebody must be assigned before an agent acts",
        ),
        ("zh/voices.toml", 'at = 14, do = "assign"', 'at = 99, do = "assign"', "must come after minute 99"),
        (
            "zh/voices.toml",
            'do = "confirm"',
            'do = "confirm", by = "agent"',
            "only an agent's step may say by",
        ),
        ("zh/voices.toml", 'do = "confirm"', 'do = "confirm", team = "halls"', "only assign takes a team"),
        ("zh/voices.toml", 'do = "assign"', 'do = "assign", team = "mobile"', "needs by = “supervisor”"),
        ("zh/voices.toml", 'do = "assign"', 'do = "assign", text = "x"', "assign takes no text"),
        ("zh/voices.toml", "between = [7, 11]", "between = [11, 7]", "between must be two rising hours"),
    ],
)
def test_a_mistake_in_the_content_is_refused_with_its_reason(
    copy: Path, file: str, old: str, new: str, reason: str
) -> None:
    edit(copy / file, old, new)
    assert reason in refusal(copy)


def test_all_mistakes_are_listed_at_once(copy: Path) -> None:
    edit(copy / "zh" / "voices.toml", 'type = "suggestion"', 'type = "rumour"')
    edit(copy / "zh" / "requests.toml", 'channel = "portal"', 'channel = "pigeon"')
    message = refusal(copy)
    assert "rumour" in message
    assert "pigeon" in message
