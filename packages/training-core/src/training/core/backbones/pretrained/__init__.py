"""Models of the transformers library as backbones, from a local folder."""
