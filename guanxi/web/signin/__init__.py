"""How staff sign in, how the first owner is made, and how a demo is entered."""
