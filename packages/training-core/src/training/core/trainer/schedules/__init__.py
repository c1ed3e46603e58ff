"""Learning-rate schedules by name, one in a file."""
