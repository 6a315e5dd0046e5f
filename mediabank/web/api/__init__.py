"""Endpoints for programs: JSON in, JSON or bytes out."""
