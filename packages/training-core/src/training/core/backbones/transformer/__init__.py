"""A small transformer that learns from scratch: hashed word features and self-attention."""
