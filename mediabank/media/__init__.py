"""Pixels, pages and embedded metadata; untrusted bytes only inside the sandbox."""
