"""Guanxi: a self-hosted engine for communities that grow themselves."""
