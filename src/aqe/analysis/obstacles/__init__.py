"""What stands on the way to a line: decisions, statements that end, surroundings that decide."""
