"""What happens when something ends in the middle: a process, the database, the disk, the clock, the mail server."""
