"""Text files of records: lines, JSON, and parts that are read when asked for."""
