"""Read datasets: records, documents, readers and splits."""

from __future__ import annotations

TYPE_CHECKING = False

if TYPE_CHECKING:
    from training.core.data.combining import combine_datasets as combine_datasets
    from training.core.data.dataset import Dataset as Dataset
    from training.core.data.dataset import Record as Record
    from training.core.data.documents import Document as Document
    from training.core.data.documents import Span as Span
    from training.core.data.documents import parse_document as parse_document
    from training.core.data.old_dataset import ResumeNERDataset as ResumeNERDataset
    from training.core.data.old_labels import build_label_list as build_label_list
    from training.core.data.old_labels import (
        encode_annotations_to_labels as encode_annotations_to_labels,
    )
    from training.core.data.old_labels import (
        normalize_text_for_tokenization as normalize_text_for_tokenization,
    )
    from training.core.data.reader import DatasetReader as DatasetReader
    from training.core.data.reader import FileReader as FileReader
    from training.core.data.reading import load_dataset as load_dataset
    from training.core.data.reading import read_records as read_records
    from training.core.data.split_files import save_split_files as save_split_files
    from training.core.data.split_files import split_train_test as split_train_test
    from training.core.data.test_texts import load_test_texts as load_test_texts
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
            "load_dataset": "reading",
            "parse_document": "documents",
            "ResumeNERDataset": "old_dataset",
            "build_label_list": "old_labels",
            "combine_datasets": "combining",
            "encode_annotations_to_labels": "old_labels",
            "load_test_texts": "test_texts",
            "normalize_text_for_tokenization": "old_labels",
            "save_split_files": "split_files",
            "split_train_test": "split_files",
            "read_records": "reading",
        },
    )
