"""Records of other projects, by the inventories that `sphinx.ext.intersphinx` has loaded.

A relation names one by its key, which is looked up as links in prose look it up, or as ``inventory:key``, with the name that the
project has in `intersphinx_mapping`.
"""

from __future__ import annotations

import hashlib
from typing import Any, NamedTuple

from sphinx.environment import BuildEnvironment

from ..records.i18n import __
from ..records.problems import did_you_mean
from ..records.types import is_foreign


class Elsewhere(NamedTuple):
    """A record of another project: its title, the project's name, and its address."""

    title: str
    project: str
    uri: str


class OtherProjects(NamedTuple):
    """Where records of other projects are looked up, once intersphinx has loaded their inventories."""

    env: BuildEnvironment

    def problem_of(self, target: str) -> str:
        """What is wrong with ``inventory:key``; empty if nothing is, or if the inventory could not be loaded, which was said."""
        inventory, _colon, key = target.partition(':')
        mapping: Any = getattr(self.env.config, 'intersphinx_mapping', {})
        if inventory not in mapping:
            message = __("there is no project '%(name)s'%(hint)s")
            hint = did_you_mean(inventory, mapping) or ' ' + __('(load sphinx.ext.intersphinx and add it to intersphinx_mapping)')
            return message % {'name': inventory, 'hint': hint}
        if inventory not in self._inventories or self._find(inventory, key):
            return ''
        message = __("there is no record '%(key)s' in the project '%(name)s'%(hint)s")
        types = self._inventories[inventory].items()
        known = {key for name, items in types if name.startswith('chronicle:') for key in items}
        return message % {'key': key, 'name': inventory, 'hint': did_you_mean(key, known)}

    def name_of(self, key: str) -> str:
        """``inventory:key`` of the first project that has a record of this name, as links in prose find it; else empty."""
        return next((f'{inventory}:{key}' for inventory in self._inventories if self._find(inventory, key)), '')

    def find(self, target: str) -> Elsewhere | None:
        """The record that ``inventory:key`` names, or an id of a thing elsewhere; `None` if it is in no inventory."""
        inventory, _colon, key = (target if is_foreign(target) else self.name_of(target)).partition(':')
        item = self._find(inventory, key)
        if item is None:
            return None
        title = key if item.display_name in {'', '-'} else item.display_name
        return Elsewhere(title, item.project_name, item.uri)

    def digest(self) -> str:
        """Changes when any of these records, its title or its address does."""
        digest = hashlib.sha256()
        for inventory, types in sorted(self._inventories.items()):
            for name in sorted(types):
                if name.startswith('chronicle:'):
                    digest.update(repr((inventory, name, types[name])).encode())
        return digest.hexdigest()

    @property
    def _inventories(self) -> dict[str, Any]:
        found: dict[str, Any] = getattr(self.env, 'intersphinx_named_inventory', {})
        return found

    def _find(self, inventory: str, key: str) -> Any:
        """The item of a record of whatever kind; those of other domains are none."""
        types = self._inventories.get(inventory, {})
        return next((items[key] for name, items in types.items() if name.startswith('chronicle:') and key in items), None)
