"""Read datasets: records, documents, readers and splits."""

from __future__ import annotations

TYPE_CHECKING = False

if TYPE_CHECKING:
    from training.core.compat.combine import combine_datasets as combine_datasets
    from training.core.compat.dataset import ResumeNERDataset as ResumeNERDataset
    from training.core.compat.labels import build_label_list as build_label_list
    from training.core.compat.labels import (
        encode_annotations_to_labels as encode_annotations_to_labels,
    )
    from training.core.compat.labels import (
        normalize_text_for_tokenization as normalize_text_for_tokenization,
    )
    from training.core.compat.split_files import save_split_files as save_split_files
    from training.core.compat.split_files import split_train_test as split_train_test
    from training.core.compat.test_texts import load_test_texts as load_test_texts
    from training.core.data.dataset import Dataset as Dataset
    from training.core.data.dataset import Record as Record
    from training.core.data.documents import Document as Document
    from training.core.data.documents import Span as Span
    from training.core.data.documents import parse_document as parse_document
    from training.core.data.read import load_dataset as load_dataset
    from training.core.data.read import read_records as read_records
    from training.core.data.reader import DatasetReader as DatasetReader
    from training.core.data.reader import FileReader as FileReader
else:
    from training._lazy import attach

    __getattr__, __dir__, __all__ = attach(
        __name__,
        {
            "Dataset": "dataset",
            "DatasetReader": "reader",
            "Document": "documents",
            "FileReader": "reader",
            "Record": "dataset",
            "Span": "documents",
            "load_dataset": "read",
            "parse_document": "documents",
            "ResumeNERDataset": ".compat.dataset",
            "build_label_list": ".compat.labels",
            "combine_datasets": ".compat.combine",
            "encode_annotations_to_labels": ".compat.labels",
            "load_test_texts": ".compat.test_texts",
            "normalize_text_for_tokenization": ".compat.labels",
            "save_split_files": ".compat.split_files",
            "split_train_test": ".compat.split_files",
            "read_records": "read",
        },
    )
