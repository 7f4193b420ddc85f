"""The lists of tasks that the centre gives to its cases."""
