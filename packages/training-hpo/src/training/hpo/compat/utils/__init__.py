"""Names and folders of old sweeps."""
