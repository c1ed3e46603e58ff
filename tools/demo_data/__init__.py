"""Generator of the embedded demo dataset: annotated CVs and job adverts from templates."""
