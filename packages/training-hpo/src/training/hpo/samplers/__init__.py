"""Samplers by name: built-in ones, those of plugins, and their options."""
