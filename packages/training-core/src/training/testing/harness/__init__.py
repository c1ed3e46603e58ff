"""Small fits in processes of their own, which the checks compare."""
