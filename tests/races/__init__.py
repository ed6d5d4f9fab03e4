"""Two editors, double posts and kills, over HTTP, by separate processes against real web workers."""
