"""For authors and developers, in debug only: a lesson before it is published, and every component with its examples."""
