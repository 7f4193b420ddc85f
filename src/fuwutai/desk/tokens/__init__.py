"""The keys with which programs act as people: the list, a new one shown once, and withdrawing."""
