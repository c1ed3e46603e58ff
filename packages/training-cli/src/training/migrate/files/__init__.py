"""Files to check: found, recognised, decoded, and passed over when they hold no old path."""
