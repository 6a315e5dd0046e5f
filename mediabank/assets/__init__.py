"""Assets: received, described, published, versioned, rendered."""
