"""What a call finds besides its arguments: files, variables, command lines, doubles at the edges."""
