"""Modules that are named in the configuration."""

import importlib

DEFAULTS = ["hpo.core.search_space", "hpo.core.study"]


def load(name):
    module, _, attribute = name.rpartition(".")
    return getattr(importlib.import_module(module), attribute)


def translator():
    return importlib.import_module("hpo.core.search_space").SearchSpaceTranslator


def legacy_trainer():
    from training import trainer, utils

    utils.set_seed(7)
    return trainer.train_model
