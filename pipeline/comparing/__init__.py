"""What a comparison looks at, one question a file: gaps, requirements, targets, times, scope, citations, actors."""
