"""Running Team Up: the processes it consists of, and the commands for the people who host it."""
