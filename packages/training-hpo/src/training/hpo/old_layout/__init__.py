"""The old `hpo` configuration, read into the settings of a sweep."""
