"""Runs as jobs of Azure Machine Learning."""
