"""What bodies do with the values that reach them. Read from syntax trees; nothing is run."""
