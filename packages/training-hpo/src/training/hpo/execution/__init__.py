"""Where sweeps are carried out."""
