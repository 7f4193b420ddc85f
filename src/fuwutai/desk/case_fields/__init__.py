"""The fields of the centre's own on cases: which there are, and filling them in."""
