"""Check-ins with a proof, make-up cards, and the board of a challenge."""
