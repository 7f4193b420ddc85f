"""Signing in and out, one's own sessions, and how the desk looks to oneself."""
