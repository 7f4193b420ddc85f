"""The demo centre: a fictitious telecom operator that speaks only through commands."""
