"""The old path of `training.hpo.exceptions`."""

from training.hpo.exceptions import DiskRefusedError as DiskRefusedError
from training.hpo.exceptions import HPOError as HPOError
from training.hpo.exceptions import MetricsReadError as MetricsReadError
from training.hpo.exceptions import MLflowTrackingError as MLflowTrackingError
from training.hpo.exceptions import SelectionError as SelectionError
from training.hpo.exceptions import StudyLoadError as StudyLoadError
from training.hpo.exceptions import TrialExecutionError as TrialExecutionError
