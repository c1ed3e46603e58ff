"""Compare runs, and train a run again to prove that the same comes out."""
