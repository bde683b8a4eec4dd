"""Customers that a brand has already, brought in from a file whose columns somebody matches by hand."""
