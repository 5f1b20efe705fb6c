"""Letters, words, labels and headings: how any plan is written down."""
