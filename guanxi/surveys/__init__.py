"""Questions to members, and what they answered."""
