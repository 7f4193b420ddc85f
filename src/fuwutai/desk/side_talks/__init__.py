"""Talks beside a case: opened and read there, and answered by the team that is asked in a room of its own."""
