"""The dataset readers that training-core provides."""
