"""The processes that launchers and jobs start."""
