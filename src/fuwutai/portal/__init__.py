"""The customer screens: their own base template, their own actor, no htmx."""
