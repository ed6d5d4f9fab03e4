"""The course as data: a pack on disk becomes a frozen `Course`, checked as a whole and published once."""
