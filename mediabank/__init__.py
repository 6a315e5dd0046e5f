"""The bank: people, libraries, assets, campaigns, rights, search, delivery, pages."""

__version__ = "0.1.0"
