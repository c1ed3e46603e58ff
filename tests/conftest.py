"""Property tests judge what is true, not how fast the machine is: in a fresh checkout the first one
waits for seconds until characters and constants have been collected."""

from __future__ import annotations

from hypothesis import HealthCheck
from hypothesis import settings

settings.register_profile(
    "correctness", deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("correctness")
