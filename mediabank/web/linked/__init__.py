"""Vocabularies and concepts as data for the outside world: every form at one address, feeds, dumps, Skosmos' verbs."""
