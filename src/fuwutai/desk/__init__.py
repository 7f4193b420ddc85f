"""The staff screens: thin skins over commands and queries."""
