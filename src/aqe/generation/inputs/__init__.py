"""Values for parameters: which there are, what speaks for each, and how they are written."""
