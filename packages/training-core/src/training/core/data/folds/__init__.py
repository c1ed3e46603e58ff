"""Folds of a cross-validation: made, checked, stratified, kept in files."""
