"""What was announced, and who has read it."""
