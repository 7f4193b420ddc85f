"""Rules of automation: the list in their order, writing and trying them, their versions, and what they did."""
