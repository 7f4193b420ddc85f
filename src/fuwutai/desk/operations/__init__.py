"""The state of the machinery, and what a person does when something is stuck."""
