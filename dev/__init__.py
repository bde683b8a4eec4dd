"""Tools for those who work on Guanxi; nothing here is installed with it."""
