"""Write the reference of the public API, from docstrings, without importing anything."""
