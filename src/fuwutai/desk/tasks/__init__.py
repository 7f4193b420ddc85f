"""What is to be done in cases, and how long people worked on them."""
