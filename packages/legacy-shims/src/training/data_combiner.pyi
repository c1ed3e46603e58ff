"""The old path of `training.core.data`.

Reading (`load_dataset`, `load_test_texts`), labels (`build_label_list`,
`encode_annotations_to_labels`), splitting (`split_train_test`, `save_split_files`) and combining
(`combine_datasets`) are names of the package `training.core.data` itself.
"""

from training.data import *
