"""What is read, and what is true of it."""
