"""MLflow: nested runs for sweep, trial, fold, refit and final training."""
