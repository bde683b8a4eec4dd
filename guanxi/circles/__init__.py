"""Where members meet: check-ins, posts, reviews."""
