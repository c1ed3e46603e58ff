"""Code within other files: cells of notebooks, fenced blocks, scripts within scripts."""
