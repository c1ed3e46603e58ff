"""TensorBoard: event files in the run directory."""
