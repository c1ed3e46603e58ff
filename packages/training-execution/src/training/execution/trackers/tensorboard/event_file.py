"""One event file of TensorBoard."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from time import time
from typing import Any

from training.errors import missing_extra

try:
    from tensorboard.compat.proto.event_pb2 import Event, SessionLog
    from tensorboard.compat.proto.summary_pb2 import Summary, SummaryMetadata
    from tensorboard.plugins.hparams import metadata
    from tensorboard.plugins.hparams.api_pb2 import Status
    from tensorboard.plugins.hparams.plugin_data_pb2 import (
        HParamsPluginData,
        SessionEndInfo,
        SessionStartInfo,
    )
    from tensorboard.summary.writer.event_file_writer import EventFileWriter
except ModuleNotFoundError as error:
    raise missing_extra("tensorboard", "training-execution", "tensorboard") from error

ENDED = {"completed": "STATUS_SUCCESS", "failed": "STATUS_FAILURE"}


class EventFile:
    """A new file in a folder of event files; a thread of TensorBoard writes it.

    Args:
        folder: The folder; made if need be.
    """

    def __init__(self, folder: Path) -> None:
        self._writer: Any = EventFileWriter(str(folder))

    def scalar(self, tag: str, value: float, step: int) -> None:
        """Add a number."""
        self._add(Summary(value=[Summary.Value(tag=tag, simple_value=value)]), step)

    def forget_from(self, step: int) -> None:
        """Tell a TensorBoard that shows these files to drop this step and later ones."""
        log = SessionLog(status=SessionLog.START)
        self._writer.add_event(Event(wall_time=time(), step=step, session_log=log))

    def parameters(self, values: Mapping[str, bool | float | str]) -> None:
        """Add what runs are compared by."""
        info = SessionStartInfo(start_time_secs=time())
        for name, value in values.items():
            if isinstance(value, bool):
                info.hparams[name].bool_value = value
            elif isinstance(value, str):
                info.hparams[name].string_value = value
            else:
                info.hparams[name].number_value = value
        self._add_data(metadata.SESSION_START_INFO_TAG, session_start_info=info)

    def ended(self, status: str) -> None:
        """Add how the run ended."""
        code = Status.Value(ENDED.get(status, "STATUS_UNKNOWN"))
        info = SessionEndInfo(status=code, end_time_secs=time())
        self._add_data(metadata.SESSION_END_INFO_TAG, session_end_info=info)

    def flush(self) -> None:
        """Wait until everything is written."""
        self._writer.flush()

    def close(self) -> None:
        """Write everything and add nothing more."""
        self._writer.close()

    def _add_data(self, tag: str, **info: Any) -> None:
        """Add what the HParams view reads, which is no number at a step."""
        content = HParamsPluginData(version=metadata.PLUGIN_DATA_VERSION, **info)
        plugin = SummaryMetadata.PluginData(
            plugin_name=metadata.PLUGIN_NAME, content=content.SerializeToString()
        )
        value = Summary.Value(tag=tag, metadata=SummaryMetadata(plugin_data=plugin))
        self._add(Summary(value=[value]), 0)

    def _add(self, summary: Any, step: int) -> None:
        self._writer.add_event(Event(wall_time=time(), step=step, summary=summary))
