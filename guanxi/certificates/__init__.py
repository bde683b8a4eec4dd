"""What a member can show: issued once, checked by anybody (Open Badges 3.0)."""
