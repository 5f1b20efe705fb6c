"""The parts of the step ``evaluate``: answers made by hand, and how what was read is marked against them."""
