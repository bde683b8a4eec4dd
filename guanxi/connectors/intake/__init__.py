"""What every import shares: reading a file safely, rejecting its broken rows, recording the rest once."""
