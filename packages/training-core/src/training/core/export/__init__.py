"""The exported model of a run, and its seal of checksums."""
