"""The pieces of a plan document, each made from a `PlanState`. Only `report.build` puts them together."""
