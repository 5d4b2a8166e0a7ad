"""Generated inputs, and the counts of what is in them."""
