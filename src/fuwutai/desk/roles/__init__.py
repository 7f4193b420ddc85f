"""Roles in plain words: what each sees, may and may not do, who has it, and how a centre changes it."""
