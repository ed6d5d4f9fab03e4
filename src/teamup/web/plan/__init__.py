"""The pages of a plan: its lessons, its answers, and what surrounds them."""
