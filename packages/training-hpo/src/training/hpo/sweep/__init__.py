"""A sweep: its file, its plan, its run, its folder and its status."""
