"""What is wrong with an installed plugin, found without calling it."""
