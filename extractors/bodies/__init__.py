"""Bodies and their roles: names, short forms, and the words that give a body its duty."""
