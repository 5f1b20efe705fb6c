"""Dates, periods and frequencies, and the words that bind them to a task."""
