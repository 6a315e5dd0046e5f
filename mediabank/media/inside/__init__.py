"""What runs only inside a sandbox child: every line that touches untrusted pixels, pages or metadata containers."""
