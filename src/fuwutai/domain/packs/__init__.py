"""Standard packs: shipped figures of a manual, handed to the apps that own their nouns."""
