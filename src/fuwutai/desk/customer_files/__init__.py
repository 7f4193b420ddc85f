"""Customers as files: taking them in with a report of rejects, taking those in sight out."""
