"""What a link rests on: likeness of words, shared evidence, differences."""
