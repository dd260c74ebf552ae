"""From source to what is known about it: subjects, mutants, complexity, change. Runs no subject code."""
