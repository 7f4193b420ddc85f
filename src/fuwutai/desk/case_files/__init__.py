"""Files of a case at the desk: put aside while one writes, opened, looked at; and what is taken out for good."""
