"""Token classification: find and label spans of text (named entity recognition)."""
