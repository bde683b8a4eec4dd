"""This computer: the home folder, the embedded PostgreSQL, the tree of processes. Knows no Django and no domain."""
