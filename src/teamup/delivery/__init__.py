"""Ways out of a plan: the report by e-mail, sent by a worker that neither loses a letter nor sends it twice."""
