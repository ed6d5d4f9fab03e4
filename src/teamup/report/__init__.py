"""Reports: one `PlanDocument` is made from a plan, and every format is a view of it."""
