"""How well promises are kept: figures with their formulas and cases, and what other terms would have meant."""
