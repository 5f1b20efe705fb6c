"""What the outline is made with: zones of a document and rows of its tables."""
