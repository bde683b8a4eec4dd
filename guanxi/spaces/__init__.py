"""Brands: the unit of tenancy, with their staff, roles, time zone and settings."""
