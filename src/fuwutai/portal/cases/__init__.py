"""A customer's own matter: send it in, find it again, follow it, answer, confirm."""
