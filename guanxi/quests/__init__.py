"""What to do, what is promised for it, and the keeping of that promise."""
