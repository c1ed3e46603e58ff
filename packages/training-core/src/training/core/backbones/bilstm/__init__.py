"""A small backbone that learns from scratch: hashed word features and a bidirectional LSTM."""
