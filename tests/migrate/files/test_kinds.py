from __future__ import annotations

import pytest

from training.migrate.files.kinds import Kind, kind_of, kind_of_script


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("a.py", Kind.PYTHON),
        ("A.PYI", Kind.PYTHON),
        ("n.ipynb", Kind.NOTEBOOK),
        ("README.md", Kind.MARKDOWN),
        ("conf.yml", Kind.YAML),
        ("requirements.txt", Kind.REQUIREMENTS),
        ("dev-requirements.in", Kind.REQUIREMENTS),
        ("requirements_dev.txt", Kind.REQUIREMENTS),
        ("Makefile", Kind.SHELL),
        ("Dockerfile.gpu", Kind.SHELL),
        ("Pipfile", Kind.INI),
        (".coveragerc", Kind.INI),
        ("model.pt", Kind.PICKLE),
        ("notes.txt", None),
        ("image.png", None),
        ("LICENSE", None),
    ],
)
def test_a_file_is_read_by_its_name(name: str, kind: Kind | None) -> None:
    assert kind_of(name) is kind


def test_lists_in_a_folder_of_requirements_are_dependencies() -> None:
    assert kind_of("dev.txt", "requirements") is Kind.REQUIREMENTS
    assert kind_of("dev.in", "constraints") is Kind.REQUIREMENTS
    assert kind_of("dev.txt", "notes") is None
    assert kind_of("dev.yaml", "requirements") is Kind.YAML


@pytest.mark.parametrize(
    ("line", "kind"),
    [
        (b"#!/usr/bin/env python3", Kind.PYTHON),
        (b"#!/bin/sh", Kind.SHELL),
        (b"#!/usr/bin/env bash -e", Kind.SHELL),
        (b"#!/usr/bin/perl", None),
        (b"#!/usr/bin/fishy", None),
        (b"import os", None),
        (b"", None),
    ],
)
def test_a_script_is_read_by_its_first_line(line: bytes, kind: Kind | None) -> None:
    assert kind_of_script(line) is kind
