"""Lists of cases that people write and keep."""
