"""Predict a number from a row of numbers."""
