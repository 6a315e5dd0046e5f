"""Concepts and the metadata scheme: seeded from vocabularies/, read as one picture."""
