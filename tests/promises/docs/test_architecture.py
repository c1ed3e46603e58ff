"""The diagrams show the imports that the code has, and those go one way."""

from __future__ import annotations

import re

from tools.architecture.areas import LAYERS, SHIMS, area_of, layer_of
from tools.architecture.diagram import diagram
from tools.architecture.imports import module_imports
from tools.architecture.page import architecture, declared_edges, layer_edges

NODE = re.compile(r'    (\w+)\["([\w.-]+)"\]')
ARROW = re.compile(r"    (\w+) -->(?:\|\d+\|)? (\w+)")


def test_arrows_between_layers_lead_downwards() -> None:
    heights = {layer: height for height, layer in enumerate(LAYERS)}
    arrows = [edge for edge in layer_edges() if set(edge) <= heights.keys()]
    assert ("training.hpo", "training.core") in arrows
    assert all(heights[importer] > heights[imported] for importer, imported in arrows)
    assert ("training.cli", "training.hpo") not in arrows
    assert not any(imported == SHIMS for _, imported in layer_edges())


def test_what_is_imported_is_required_by_the_metadata() -> None:
    homes = {
        "training.config": "training-core",
        "training.core": "training-core",
        "training.migrate": "training-cli",
    }
    for importer, imported in layer_edges():
        if {importer, imported} <= set(LAYERS):
            pair = tuple(homes.get(one, one.replace(".", "-")) for one in (importer, imported))
            assert pair[0] == pair[1] or pair in declared_edges(), pair


def test_imports_inside_of_functions_are_seen_and_those_for_type_checkers_are_not() -> None:
    edges = set(module_imports())
    phase10 = "training.cli.commands.migrate.ready"
    assert (phase10, "training.migrate.readiness.conditions") in edges
    assert (phase10, "training.migrate.readiness.releases") in edges
    assert ("training", "training.core.trainer") not in edges
    assert ("training", "training._portions") in edges


def test_modules_belong_to_an_area_of_their_layer() -> None:
    assert area_of("training.core.trainer.loop") == "training.core.trainer"
    assert area_of("training.core.hookspecs") == "training.core"
    assert area_of("training.core") == "training.core"
    assert layer_of("training.trainer") == layer_of("hpo.core") == SHIMS
    assert layer_of("training.orchestrator") == "training.execution"


def test_every_diagram_is_well_formed() -> None:
    blocks = re.findall(r"```mermaid\n(.*?)\n```", architecture(), re.DOTALL)
    assert len(blocks) > 4
    for block in blocks:
        head, *lines = block.splitlines()
        assert re.fullmatch("flowchart (TD|LR)", head)
        nodes = {found[1] for line in lines if (found := NODE.fullmatch(line))}
        arrows = [found for line in lines if (found := ARROW.fullmatch(line))]
        assert len(nodes) + len(arrows) == len(lines)
        assert all({arrow[1], arrow[2]} <= nodes for arrow in arrows)


def test_a_diagram_is_what_was_asked_for() -> None:
    text = diagram(["a.b", "c"], {("a.b", "c"): "2"})
    assert text.splitlines()[1:] == [
        "flowchart TD",
        '    a_b["a.b"]',
        '    c["c"]',
        "    a_b -->|2| c",
        "```",
    ]
