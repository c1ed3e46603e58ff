"""Sweep jobs of Azure Machine Learning."""
