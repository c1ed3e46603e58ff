"""The dataset readers that training-core brings."""
