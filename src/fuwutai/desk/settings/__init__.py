"""One page that leads to everything that is set up."""
