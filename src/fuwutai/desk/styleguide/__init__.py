"""The page that shows every component in every state; what cannot be found there does not exist."""
