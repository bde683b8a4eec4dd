"""What may not stay: reports, the queue, decisions with their reason, and the check for undeclared ads."""
