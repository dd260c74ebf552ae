"""A small package at the edge of the outside world, with known answers."""
