"""The old path of `training.core.data`.

Reading (`load_dataset`, `load_test_texts`), labels (`build_label_list`,
`encode_annotations_to_labels`), splitting (`split_train_test`, `save_split_files`) and combining
(`combine_datasets`) are names of the package `training.core.data` itself.
"""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from typing_extensions import deprecated

from training.config import DataConfig
from training.core.compat.combine import Items
from training.core.data import Dataset as Dataset
from training.core.data import DatasetReader as DatasetReader
from training.core.data import Document as Document
from training.core.data import FileReader as FileReader
from training.core.data import Record as Record
from training.core.data import ResumeNERDataset as ResumeNERDataset
from training.core.data import Span as Span
from training.core.data import save_split_files as save_split_files
from training.core.data import split_train_test as split_train_test

@deprecated("`training.core.data.build_label_list` replaces it")
def build_label_list(data_config: Mapping[str, Any]) -> list[str]: ...
@deprecated("`training.core.data.combine_datasets` replaces it")
def combine_datasets(
    old_dataset_path: Path | None,
    new_dataset_path: Path,
    strategy: str = "combined",
    validation_ratio: float = 0.1,
    random_seed: int = 42,
) -> dict[str, Items]: ...
@deprecated("`training.core.data.encode_annotations_to_labels` replaces it")
def encode_annotations_to_labels(
    text: str,
    annotations: Sequence[Sequence[Any]],
    offsets: Sequence[tuple[int, int]],
    label2id: Mapping[str, int],
) -> list[int]: ...
@deprecated("`training.core.data.load_dataset` replaces it")
def load_dataset(data_path: str) -> dict[str, Any]: ...
@deprecated("`training.core.data.load_test_texts` replaces it")
def load_test_texts(file_path: Path) -> list[str]: ...
@deprecated("`training.core.data.normalize_text_for_tokenization` replaces it")
def normalize_text_for_tokenization(raw_text: Any) -> str: ...
@deprecated("`training.core.data.parse_document` replaces it")
def parse_document(record: Record) -> Document: ...
@deprecated("`training.core.data.read_records` replaces it")
def read_records(config: DataConfig) -> Dataset[Record]: ...
