"""Draw the modules and their dependencies, as the code has them."""
