"""Release one distribution: version, changelog, ranges of its siblings, wheels."""
