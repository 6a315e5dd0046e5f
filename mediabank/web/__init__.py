"""Pages and the API: the only folder that knows HTTP."""
