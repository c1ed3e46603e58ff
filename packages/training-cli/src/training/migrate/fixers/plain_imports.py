"""TM001 and TM002: `import old.path`, and expressions that go through imported packages."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass, replace

from training.migrate.edits import Edit
from training.migrate.findings import Finding
from training.migrate.fixers.bound_names import Decision, Naming, decide, package_is_visible
from training.migrate.old_paths import (
    PACKAGE,
    is_only_a_folder,
    new_module,
    path_edit,
    roots,
    successor,
)
from training.migrate.renames import rename_of
from training.migrate.syntax.chains import Chain
from training.migrate.syntax.imports import imported, insert_after, name_span
from training.migrate.syntax.local_names import LocalName, local_names
from training.migrate.syntax.scopes import Binding, ImportStatement
from training.migrate.syntax.source import PythonSource

IMPORT = "TM001"
CHAIN = "TM002"


def find(source: PythonSource) -> Iterator[Finding]:
    """Yield a finding for every ``import old.path`` and every expression that has to change."""
    for local in local_names(source):
        if any(base and base.partition(".")[0] in roots() for base in local.bases):
            yield from _findings(_Rewrite(source, local, decide(source, local)))


def _findings(rewrite: _Rewrite) -> Iterator[Finding]:
    found = [*rewrite.imports(), *rewrite.chains()]
    if rewrite.decision.naming is Naming.STUCK:
        yield from (one.manual(rewrite.decision.reason) for one in found)
        return
    together: dict[str, list[Edit]] = {}
    for one in found:
        together.setdefault(_bond(rewrite.local, one), []).extend(one.edits)
    for one in found:
        edits = tuple(together[_bond(rewrite.local, one)])
        yield replace(one, edits=edits) if one.edits else one


def _bond(local: LocalName, finding: Finding) -> str:
    """Return what the findings have in common whose edits only make sense together.

    It is the name; below `training`, which stays, each old module stands for itself.
    """
    rename = rename_of(finding.old) if local.name == PACKAGE else None
    return rename.old if rename else local.name


@dataclass(frozen=True)
class _Rewrite:
    """The findings about one name."""

    source: PythonSource
    local: LocalName
    decision: Decision

    def imports(self) -> Iterator[Finding]:
        for binding in self.local.bindings:
            path = _imported_path(binding)
            if binding.statement is None or binding.alias is None or path is None:
                continue
            start, end = self.source.start(binding.alias), self.source.end(binding.alias)
            new = successor(path)
            if is_only_a_folder(path):
                found = Finding(IMPORT, start, end, path, None, "it only exists in legacy-shims")
                yield self._without_folder(found, binding.statement)
            elif new is not None and isinstance(binding.statement, ast.Import):
                edits = tuple(self._import_edits(binding.statement, binding.alias, new))
                yield Finding(IMPORT, start, end, path, new, edits=edits)

    def _without_folder(self, found: Finding, statement: ImportStatement) -> Finding:
        """Fix the import of a package that holds old paths only: what is used replaces it."""
        used = [
            ".".join([str(base), *c.attributes])
            for base in self.local.bases
            for c in self.local.chains
        ]
        modules = list(dict.fromkeys(new_module(one) for one in used if successor(one)))
        if not used or len(statement.names) > 1 or not all(map(successor, used)):
            return found.manual(f"{found.reason}, and nothing replaces it as a whole")
        start, end = self.source.start(statement), self.source.end(statement)
        edits = [Edit(start, end, f"import {modules[0]}")]
        if modules[1:]:
            added = [f"import {module}" for module in modules[1:]]
            edits.append(insert_after(self.source, statement, added))
        return replace(found, edits=tuple(edits))

    def chains(self) -> Iterator[Finding]:
        base, *others = self.local.bases
        if others or base is None:
            return
        for chain in self.local.chains:
            old = ".".join([base, *chain.attributes])
            new = successor(old)
            if new is not None and new != self._reached(base, chain):
                yield self._chain_finding(chain, old, new)

    def _import_edits(self, statement: ast.Import, alias: ast.alias, new: str) -> Iterator[Edit]:
        start, end = name_span(self.source, alias)
        is_spaced = self.source.text[start:end] != alias.name
        edit = Edit(start, end, new) if is_spaced else path_edit(start, alias.name, new)
        if alias.asname or self.decision.naming is not Naming.KEEP:
            yield edit
        elif alias.name != self.local.name:
            hidden = package_is_visible(self.local.scope, self.local.scope)
            bound = "" if hidden else f" as _{alias.name.replace('.', '_')}"
            yield Edit(start, end, f"{new}{bound}")
            yield insert_after(self.source, statement, [self._import_of_name()])
        elif len(statement.names) == 1:
            yield Edit(
                self.source.start(statement), self.source.end(statement), self._import_of_name()
            )
        else:
            yield Edit(start, end, f"{new} as {alias.name}")

    def _import_of_name(self) -> str:
        return imported(str(successor(self.local.name)), self.local.name)

    def _reached(self, base: str, chain: Chain) -> str | None:
        """Return what an untouched expression would mean once the imports are rewritten."""
        if self.local.plain and self.decision.naming is Naming.FOLLOW:
            return None if successor(base) else ".".join([base, *chain.attributes])
        return ".".join([successor(base) or base, *chain.attributes])

    def _chain_finding(self, chain: Chain, old: str, new: str) -> Finding:
        before, after = list(chain.parts), new.split(".")
        while len(before) > 1 and len(after) > 1 and before[-1] == after[-1]:
            before.pop()
            after.pop()
        edit = Edit(chain.start, chain.ends[len(before) - 1], ".".join(after))
        found = Finding(CHAIN, chain.start, chain.ends[-1], old, new, edits=(edit,))
        if not package_is_visible(chain.scope, self.local.scope):
            return found.manual("`training` means something else here")
        return replace(found, edits=(edit, *self._needed_import(old)))

    def _needed_import(self, old: str) -> Iterator[Edit]:
        """Yield the edit that imports the new module, unless an import provides it already."""
        module = new_module(old)
        first = next(binding for binding in self.local.bindings if binding.statement)
        if is_only_a_folder(_imported_path(first) or ""):
            return
        if any(f"{one}.".startswith(f"{module}.") for one in self._brought()):
            return
        if first.statement is not None:
            yield insert_after(self.source, first.statement, [f"import {module}"])

    def _brought(self) -> Iterator[str]:
        """Yield the modules that imports of the scope load under the name `training`."""
        if self.decision.naming is Naming.FOLLOW:
            for one in self.local.plain:
                if one.alias is not None:
                    yield successor(one.alias.name) or one.alias.name
        for one in self.local.scope.bindings.get(PACKAGE, []):
            if one.alias is not None and one.base == PACKAGE:
                yield successor(one.alias.name) or one.alias.name


def _imported_path(binding: Binding) -> str | None:
    if isinstance(binding.statement, ast.Import) and binding.alias is not None:
        return binding.alias.name
    return binding.base
