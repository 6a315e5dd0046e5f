"""The metadata scheme: its public page, and the pages on which a superuser changes it."""
