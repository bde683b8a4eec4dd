"""Pictures: what members and staff upload, made safe, and small copies of it."""
