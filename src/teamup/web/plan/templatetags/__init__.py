"""Tags for the plan's pages."""
