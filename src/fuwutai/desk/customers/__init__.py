"""Customers: the list, the one page that shows everything of a customer, organisations, and the centre's own fields."""
