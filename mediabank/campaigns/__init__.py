"""Campaigns: rows with one concept each, their messages and their pages."""
