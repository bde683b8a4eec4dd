"""The console: where the staff work."""
