"""Meanings: the vocabularies, the metadata scheme and their rules; knows no database and nothing of the bank."""
