"""Check of the conformance kit for launchers."""
