from __future__ import annotations

import json
import pickle
import subprocess
import sys
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyarrow import parquet

from training.config import DataConfig
from training.core.data import parse_document, read_records
from training.core.data.readers import parquet as reader
from training.errors import DataError

DOCUMENTS = [
    {"text": f"Tom{'s' * n} left", "annotations": [[0, 3, "PERSON"]] if n % 3 else []}
    for n in range(25)
]


def write(path: Path, documents: list[Any], rows_of_a_group: int = 7) -> Path:
    structures = [
        {**one, "annotations": [dict(zip(reader.SPAN_KEYS, span)) for span in one["annotations"]]}
        for one in documents
    ]
    table = pa.Table.from_pylist(structures)
    parquet.write_table(table, path, row_group_size=rows_of_a_group)
    return path


def test_rows_are_documents_with_their_places(tmp_path: Path) -> None:
    path = write(tmp_path / "data.parquet", DOCUMENTS)
    records = read_records(DataConfig(path=path)).train
    assert [one.values for one in records] == DOCUMENTS
    assert records[8].place == f"{path}, row 9"
    assert parse_document(records[1]).spans == ((0, 3, "PERSON"),)


@settings(max_examples=25)
@given(st.lists(st.integers(0, 24), max_size=30), st.integers(1, 30), st.integers(1, 9))
def test_rows_are_the_same_in_any_order_and_groups(
    tmp_path_factory: pytest.TempPathFactory, order: list[int], group: int, at_once: int
) -> None:
    path = write(tmp_path_factory.mktemp("data") / "data.parquet", DOCUMENTS, group)
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(reader, "ROWS_AT_ONCE", at_once)
        rows = reader.ParquetRows(path)
        assert [rows[index].values for index in order] == [DOCUMENTS[index] for index in order]
        assert pickle.loads(pickle.dumps(rows))[3].values == DOCUMENTS[3]


def test_a_folder_may_hold_splits_in_numbered_pieces(tmp_path: Path) -> None:
    write(tmp_path / "train-00000-of-00002.parquet", DOCUMENTS[:10])
    write(tmp_path / "train-00001-of-00002.parquet", DOCUMENTS[10:20])
    write(tmp_path / "validation.parquet", DOCUMENTS[20:])
    (tmp_path / "README.md").write_text("about")
    dataset = read_records(DataConfig(path=tmp_path))
    assert [one.values for one in dataset.train] == DOCUMENTS[:20]
    assert [one.values for one in dataset.train[8:12]] == DOCUMENTS[8:12]
    assert dataset.sizes == {"train": 20, "validation": 5, "test": 0}
    (tmp_path / "train-00000-of-00002.parquet").unlink()
    with pytest.raises(DataError, match="not complete: train-00001-of-00002"):
        read_records(DataConfig(path=tmp_path))


def test_what_is_no_parquet_file_is_named(tmp_path: Path) -> None:
    path = tmp_path / "data.parquet"
    path.write_text(json.dumps(DOCUMENTS[0]))
    with pytest.raises(DataError, match=r"data\.parquet: cannot be read as Parquet"):
        read_records(DataConfig(path=path))


def test_without_pyarrow_the_extra_is_named_and_other_readers_work(tmp_path: Path) -> None:
    path = write(tmp_path / "data.parquet", DOCUMENTS)
    program = (
        "import sys; sys.modules['pyarrow'] = None\n"
        "from training.cli.app import main\n"
        f"sys.exit(main(['data', 'check', {str(path)!r}]))"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)
    assert done.returncode == 2
    assert 'pip install "training-core[parquet]"' in done.stderr.replace("\n", "")
    assert "Traceback" not in done.stderr


def test_structures_with_other_fields_than_spans_are_left_as_they_are(tmp_path: Path) -> None:
    path = tmp_path / "data.parquet"
    row = {"text": "Tom left", "annotations": [{"begin": 0, "end": 3}]}
    parquet.write_table(pa.Table.from_pylist([row]), path)
    (record,) = read_records(DataConfig(path=path)).train
    assert record.values == row
