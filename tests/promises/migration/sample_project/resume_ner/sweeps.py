"""Sweeps over the hyper-parameters."""

import hpo.core.search_space as spaces
from hpo import (
    SearchSpaceTranslator,  # keeps its comment
    run_local_hpo_sweep,
)
from hpo.core.search_space import translate_search_space_to_optuna as translate
from hpo.exceptions import HPOError, SelectionError
from orchestration.jobs.hpo.local.study.manager import extract_best_config_from_study


class FakeTrial:
    """Suggests the middle of everything."""

    def suggest_float(self, name, low, high, **options):
        return (low + high) / 2

    def suggest_int(self, name, low, high, **options):
        return (low + high) // 2

    def suggest_categorical(self, name, choices):
        return choices[0]


def middle(hpo_config):
    """Return the middle of a search space."""
    assert spaces.SearchSpaceTranslator is SearchSpaceTranslator
    return translate(hpo_config, FakeTrial())


def best(study, backbone):
    try:
        return extract_best_config_from_study(study, backbone, "v1")
    except (HPOError, SelectionError) as error:
        raise SystemExit(str(error)) from error


def sweep(**arguments):
    return run_local_hpo_sweep(**arguments)


def main():
    import yaml

    with open("config/space.yaml") as file:
        print(middle(yaml.safe_load(file)))
