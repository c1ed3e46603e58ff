"""Fit a learner: the loop, its optimizer, evaluations, and what lets a fit go on after a crash."""
