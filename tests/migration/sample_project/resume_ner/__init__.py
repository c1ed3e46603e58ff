"""Entities in resumes."""
