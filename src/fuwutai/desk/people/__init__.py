"""The rooms of the organisation: people, teams and units."""
