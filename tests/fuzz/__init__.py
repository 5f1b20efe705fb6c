"""Broken files and made-up texts thrown at every reader: ``make fuzz MINUTES=15``, and a slice of it in the tests."""
