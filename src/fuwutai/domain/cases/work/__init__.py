"""What is done in a case: fields, tasks, tags and time."""
