"""A small package with known answers: what can be reached, and which mutants have to die."""
