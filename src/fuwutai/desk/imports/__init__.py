"""Cases of other systems: choose a file, say what its columns mean, watch it come in, take out what was refused."""
