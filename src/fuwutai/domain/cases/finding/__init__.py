"""How cases are found: by words, and by being like one another."""
