"""Records and metrics of the trials of old sweeps."""
