"""Mutation testing: change a seeded sample of the source, and list the changes no test notices."""
