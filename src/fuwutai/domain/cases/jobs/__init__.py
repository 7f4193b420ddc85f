"""What cases do by themselves as time passes."""

from fuwutai.domain.cases.jobs import bulk, closing, course, life, lists, sending

__all__ = ["bulk", "closing", "course", "life", "lists", "sending"]
