"""The lists by which a centre sorts its cases, and the table by which these get their priority."""
