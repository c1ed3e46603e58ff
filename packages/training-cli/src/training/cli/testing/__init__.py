"""Check of the conformance kit for commands."""
