"""The course without a plan, beginning with the home page."""
