"""What is odd about a subject: exceptions that nobody promised, laws that its classes break."""
