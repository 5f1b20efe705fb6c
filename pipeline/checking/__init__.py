"""What is held against a plan by itself, one question a file: tasks given to nobody, numbering, garbled words."""
