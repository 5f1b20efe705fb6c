"""Numbers with their units, and the words that make a target of them."""
