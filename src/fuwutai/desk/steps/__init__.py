"""The editor of steps: what macros, rules of automation and others take cases through, written as rows of a form."""
