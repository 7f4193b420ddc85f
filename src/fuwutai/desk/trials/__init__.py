"""A draft run over past cases."""
