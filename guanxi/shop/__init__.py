"""What members buy."""
