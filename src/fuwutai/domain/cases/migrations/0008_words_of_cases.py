"""The index by which words in cases are found; it is filled by the worker."""

from typing import Any

import fuwutai.kernel.token_field
from django.db import migrations, models

SQLITE = (
    "CREATE VIRTUAL TABLE cases_words_found USING fts5(tokens, content='cases_casewords', content_rowid='case_id', "
    "detail=none, columnsize=0, tokenize=\"unicode61 remove_diacritics 0 tokenchars ':'\")",
    "CREATE TRIGGER cases_words_in AFTER INSERT ON cases_casewords BEGIN "
    "INSERT INTO cases_words_found(rowid, tokens) VALUES (new.case_id, new.tokens); END",
    "CREATE TRIGGER cases_words_out AFTER DELETE ON cases_casewords BEGIN "
    "INSERT INTO cases_words_found(cases_words_found, rowid, tokens) VALUES ('delete', old.case_id, old.tokens); END",
    "CREATE TRIGGER cases_words_anew AFTER UPDATE ON cases_casewords BEGIN "
    "INSERT INTO cases_words_found(cases_words_found, rowid, tokens) VALUES ('delete', old.case_id, old.tokens); "
    "INSERT INTO cases_words_found(rowid, tokens) VALUES (new.case_id, new.tokens); END",
)
POSTGRESQL = ("CREATE INDEX cases_words_found ON cases_casewords USING gin (tokens) WITH (fastupdate = off)",)


def make(_apps: Any, schema_editor: Any) -> None:
    """Make what searches the tokens."""
    for statement in POSTGRESQL if schema_editor.connection.vendor == "postgresql" else SQLITE:
        schema_editor.execute(statement)


def unmake(_apps: Any, schema_editor: Any) -> None:
    """Take it away again."""
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("DROP INDEX cases_words_found")
        return
    for trigger in ("cases_words_in", "cases_words_out", "cases_words_anew"):
        schema_editor.execute(f"DROP TRIGGER {trigger}")
    schema_editor.execute("DROP TABLE cases_words_found")


class Migration(migrations.Migration):

    dependencies = [
        ("cases", "0007_everything_beside_a_case"),
    ]

    operations = [
        migrations.CreateModel(
            name="CaseWords",
            fields=[
                ("case_id", models.BigIntegerField(primary_key=True, serialize=False)),
                ("tokens", fuwutai.kernel.token_field.TokensField()),
            ],
        ),
        migrations.RunPython(make, unmake),
    ]
