"""Slips of recognition and of typing, mended in the text that is read; what records quote stays as printed."""
