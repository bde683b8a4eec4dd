"""Who brought whom: codes, touches, binding, qualification."""
