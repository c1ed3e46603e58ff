"""One module for each kind of finding: it finds the uses and says how they are fixed."""
