"""What the business knows and does: one package per noun, no HTTP and no templates."""
