"""Team Up: police and private security plan their partnership together."""

__version__ = "0.1.0"
