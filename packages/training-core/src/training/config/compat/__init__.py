"""Old signatures of `training.config`; only its public names import them."""
