"""Figures of the centre's work, as a page, a file and the cases behind each of them."""
