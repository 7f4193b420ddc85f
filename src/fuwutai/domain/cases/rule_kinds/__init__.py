"""The kinds of rule that cases obey."""

from fuwutai.domain.cases.rule_kinds import closing, course, files, life, threads

__all__ = ["closing", "course", "files", "life", "threads"]
