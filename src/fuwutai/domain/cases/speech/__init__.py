"""What is said in a case and beside it, as its readers may see it."""
