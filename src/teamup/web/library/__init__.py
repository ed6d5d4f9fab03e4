"""The library of the course: examples with their map, resources and the glossary."""
