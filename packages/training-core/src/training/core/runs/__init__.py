"""Run directories: their records, provenance, fingerprints and histories."""
