"""Endpoints that answer with pages, one file per kind of work."""
