"""How a plan document becomes a Word document."""
