"""Orders of a shop that a brand already has, from the file that the shop exports."""
