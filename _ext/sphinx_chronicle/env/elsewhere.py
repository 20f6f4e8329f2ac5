"""Records of other projects, by the inventories that `sphinx.ext.intersphinx` has loaded.

A relation names one as ``inventory:key``, with the name that the project has in `intersphinx_mapping`.
"""

from __future__ import annotations

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


def find_elsewhere(env: BuildEnvironment, target: str) -> Elsewhere | None:
    """The record that ``inventory:key`` names; `None` for what is no such name, and for a record that is not in the inventory."""
    if not is_foreign(target):
        return None
    inventory, _colon, key = target.partition(':')
    item = _records(env, inventory).get(key)
    if item is None:
        return None
    title = key if item.display_name in {'', '-'} else item.display_name
    return Elsewhere(title, item.project_name, item.uri)


def problem_elsewhere(env: BuildEnvironment, target: str) -> str:
    """What is wrong with ``inventory:key``; empty if nothing is, or if the inventory could not be loaded, which was said."""
    inventory, _colon, key = target.partition(':')
    mapping: Any = getattr(env.config, 'intersphinx_mapping', {})
    if inventory not in mapping:
        message = __("there is no project '%(name)s'%(hint)s")
        hint = did_you_mean(inventory, mapping) or ' ' + __('(load sphinx.ext.intersphinx and add it to intersphinx_mapping)')
        return message % {'name': inventory, 'hint': hint}
    records = _records(env, inventory)
    if inventory not in _inventories(env) or key in records:
        return ''
    message = __("there is no record '%(key)s' in the project '%(name)s'%(hint)s")
    return message % {'key': key, 'name': inventory, 'hint': did_you_mean(key, records)}


def _inventories(env: BuildEnvironment) -> dict[str, Any]:
    found: dict[str, Any] = getattr(env, 'intersphinx_named_inventory', {})
    return found


def _records(env: BuildEnvironment, inventory: str) -> dict[str, Any]:
    """The records of an inventory by key, of whatever kind they are there."""
    types = _inventories(env).get(inventory, {})
    return {key: item for name, items in types.items() if name.startswith('chronicle:') for key, item in items.items()}
