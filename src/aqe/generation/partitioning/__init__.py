"""Cases for partitions of the inputs that coverage does not ask for."""
