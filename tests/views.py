"""Records as tests read them: by attribute, with what a field is where it is not given."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sphinx_chronicle.doctree.labels import Labels
from sphinx_chronicle.records.core import address_of_paper
from sphinx_chronicle.records.fields import Shape
from sphinx_chronicle.records.kinds import Part
from sphinx_chronicle.records.load import registry_of
from sphinx_chronicle.records.record import Record

if TYPE_CHECKING:
    from sphinx_chronicle.records.fields import Item

#: The kinds of the shipped vocabularies.
REGISTRY = registry_of('models', 'podcast')
#: Their labels in English.
LABELS = Labels(REGISTRY, 'en')


class View:
    """A record, or a small record inside one, with its values as attributes.

    :param shape: what fields it has; for a record those of its kind.
    """

    def __init__(self, item: Item, shape: Shape | None = None) -> None:
        self.item = item
        self.shape = shape or REGISTRY.kinds[item.kind].shape if isinstance(item, Record) else shape
        assert self.shape is not None

    def __getattr__(self, name: str) -> Any:
        assert self.shape is not None
        if name not in self.shape.by_name:
            return getattr(self.item, name)
        field = self.shape.by_name[name]
        value = self.item.given.get(name, field.absent)
        if not isinstance(field.type, Shape) or value is None:
            return value
        return tuple(View(one, field.type) for one in value) if field.multiple else View(value, field.type)

    def __repr__(self) -> str:
        return repr(self.item)

    @property
    def label(self) -> str:
        """What an item of a part is called."""
        assert isinstance(self.shape, Part)
        return self.shape.title_of(self.item)

    @property
    def address(self) -> str:
        """Where to read a paper."""
        return address_of_paper(self.item)

    def anchors(self, part: str) -> tuple[str, ...]:
        """The ids of the items of a part."""
        assert isinstance(self.item, Record)
        return REGISTRY.of(self.item).anchors(self.item, part)
