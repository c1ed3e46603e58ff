"""Write the parts of the documentation that the code knows best: hooks and configuration keys."""
