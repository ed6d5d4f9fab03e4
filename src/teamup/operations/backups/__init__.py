"""Backups: the whole site in one file, verified when it is written and again before it is restored."""
