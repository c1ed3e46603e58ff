"""Those who train folds: warm processes, actors of Ray, or the process of the sweep itself."""
