"""What people see of a corpus, one file a face; each prints to the console it is given, in the language asked for."""
