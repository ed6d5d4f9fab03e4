"""The pages. Each journey has a folder; what they share stands here."""
