"""Changing a manual: drafts, review, approval, moment of effect, roll back."""
