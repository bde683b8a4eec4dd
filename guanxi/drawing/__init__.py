"""Ink and paper: type that needs no font of the machine, colours from one brand colour, shapes, codes. Knows nobody."""
