"""Whether oneself takes work, and who else does: the menu at the top of each page, and the board of the teams."""
