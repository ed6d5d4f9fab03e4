"""People who sign in: who they are, how they prove it, and which of their sign-ins are open."""
