"""What cases notice of their customers, of people who leave, and of themselves."""

from fuwutai.domain.cases.reactions import closing, course, files, life, side_talks, work

__all__ = ["closing", "course", "files", "life", "side_talks", "work"]
