"""Pictures: what members upload, made safe, and small copies of it."""
