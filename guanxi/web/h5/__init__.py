"""The members' phone page."""
