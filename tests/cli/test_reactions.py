"""`fuwutai reactions` prints the registry."""

import json

from fuwutai.cli import main
from fuwutai.kernel.reactions import all_reactions


def test_every_reaction_stands_on_one_line(capsys):
    assert main(["reactions"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == len(all_reactions()) > 0
    for line, one in zip(lines, all_reactions(), strict=True):
        assert line.split()[:3] == [one.event_code, one.when, one.name]


def test_json_holds_the_same_rows(capsys):
    assert main(["reactions", "--json"]) == 0
    rows = json.loads(capsys.readouterr().out)
    assert [(row["event"], row["reaction"]) for row in rows] == [
        (one.event_code, one.name) for one in all_reactions()
    ]
    assert set(rows[0]) == {"event", "when", "reaction", "external"}
