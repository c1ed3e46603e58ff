'''Datasets and their splits.'''
from __future__ import annotations
import json
from typing import TYPE_CHECKING

import training.cv_utils
import training.data, training.metrics
from training import data_combiner
if TYPE_CHECKING:
	from training.distributed import RunContext

try:
    from training.data import normalize_text_for_tokenization
except ImportError:
    normalize_text_for_tokenization = str


def folds(documents, k = 3):
    splits = training.cv_utils.create_kfold_splits(documents, k=k)
    return [training.cv_utils.get_fold_data(documents, *split) for split in splits]


def scores(gold, predicted) -> dict:
    training_data = {"training.data": "a key, not a path"}
    assert training_data
    return training.metrics.compute_metrics(gold, predicted, 0.5)


def combined(old, new):
    return data_combiner.combine_datasets(old, new, strategy="combined")


def labels(config, context: "RunContext | None" = None):
    return training.data.build_label_list(config)


def clean(text):
    return normalize_text_for_tokenization(text)


def save(path, splits):
    training.cv_utils.save_fold_splits(splits, path, {"by": "resume_ner"})
    return json.loads(path.read_text())
