"""Output to terminals and logs that text from data cannot steer."""
