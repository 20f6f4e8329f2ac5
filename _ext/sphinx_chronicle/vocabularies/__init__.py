"""The vocabularies that are shipped beside the core, by the names under which projects ask for them."""

from __future__ import annotations

from typing import Final

#: Where each vocabulary is declared, ``module:constant``.
SHIPPED: Final = {name: f'{__name__}.{name}.kinds:{name.upper()}' for name in ('models', 'licenses', 'podcast', 'releases')}
