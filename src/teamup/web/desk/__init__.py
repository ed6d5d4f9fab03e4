"""The desk: pages for the people who run the site."""
