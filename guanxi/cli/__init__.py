"""The guanxi command."""
