"""People: accounts, signing in, sessions, keys, and who is asking."""
