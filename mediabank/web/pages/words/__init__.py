"""The pages of those who tend words: the desk, trees, concepts, and the lists of what waits."""
