"""Checks of the conformance kit for samplers and pruners."""
