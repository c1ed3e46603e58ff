"""Old paths of sweeps on this machine and in Azure Machine Learning."""
