"""What every room may use: events, limits, ids, Markdown. It knows no word of the course."""
