"""Keeping the collection whole: sweeping, and forgetting what has had its time."""
