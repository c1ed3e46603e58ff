"""Read datasets: records, documents, readers and splits."""

from __future__ import annotations

TYPE_CHECKING = False

if TYPE_CHECKING:
    from training.core.data.dataset import Dataset as Dataset
    from training.core.data.dataset import Record as Record
    from training.core.data.documents import Document as Document
    from training.core.data.documents import Span as Span
    from training.core.data.documents import parse_document as parse_document
    from training.core.data.reader import DatasetReader as DatasetReader
    from training.core.data.reader import FileReader as FileReader
    from training.core.data.reading import load_dataset as load_dataset
    from training.core.data.reading import read_records as read_records
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
            "read_records": "reading",
        },
    )
