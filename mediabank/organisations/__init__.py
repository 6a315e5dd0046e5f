"""Organisations: the register and their agreements."""
