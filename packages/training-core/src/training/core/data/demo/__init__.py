"""The embedded demo dataset: annotated CVs and job adverts as JSONL files."""
