"""The public pages of words: all vocabularies, one as tree, alphabet, changes or what is out of use, one concept."""
