"""The page on which somebody outside, who is no customer, answers what the centre asks."""
