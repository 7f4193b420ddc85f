"""Customers who may be one person: suggestions, comparing, merging, and taking a merger back."""
