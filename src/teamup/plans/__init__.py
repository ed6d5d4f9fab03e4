"""The planner: plans, their answers and steps, and the rules that read them."""
