"""What is said to a model about a subject, and what is made of its answer; nothing is executed here."""
