"""How work is shared out: the board of the teams, how each does it, why a case waits, and moving cases."""
