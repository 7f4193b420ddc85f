"""What macros, bulk changes and automation may do with a case: one list of actions, each a command with its answers."""
