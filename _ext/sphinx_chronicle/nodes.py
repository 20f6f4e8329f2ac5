"""Node classes of the extension.

Each is a stock docutils node under another name, so that every builder renders it by its parent's visitor, and each
holds its content as stock nodes. What only HTML draws differently stands in plain attributes: text, lists of text,
numbers. The names begin with ``chronicle_`` because a node called ``entry``, ``title`` or ``meta`` would take over
docutils' own visitors.
"""

from __future__ import annotations

from docutils import nodes


class chronicle_group(nodes.container):
    """Cards under one heading, in order."""


class chronicle_record(nodes.container):
    """What is known of a record: `key` and `kind`."""


class chronicle_card(chronicle_record):
    """An entry: `family`, and in `ids` its anchor followed by those of its former keys."""


class chronicle_title(nodes.rubric):
    """The title of a card."""


class chronicle_meta(nodes.paragraph):
    """One line under a title: `date` (EDTF), `type`, `status`, `org`, `family`, `tags` as attributes and in words."""


class chronicle_rows(nodes.container):
    """Rows of one part of a card, named by `part`."""


class chronicle_line(nodes.paragraph):
    """A paragraph that may hold addresses, which plain text must not break."""


class chronicle_row(chronicle_line):
    """A label and its value; `field` names the field, `listed` tells that the value is a list of items."""


class chronicle_label(nodes.strong):
    """The label of a row."""


class chronicle_item(nodes.inline):
    """One item of a row's value."""


class chronicle_address(nodes.inline):
    """An address in words, for the writers whose links do not show where they lead."""


class chronicle_note(nodes.inline):
    """A doubt about the value before it: `notekind`, and `words` without the label."""


class chronicle_ref(nodes.inline):
    """A mention of a record (`target`: key or Hugging Face id) or a license, made a link once all records are known."""


class chronicle_details(nodes.container):
    """Content that HTML may fold away; the first child says what it is."""


class chronicle_caption(nodes.paragraph):
    """What folded content is."""


class chronicle_checkpoints(nodes.bullet_list):
    """Checkpoints of an entry: a list in words, a table with `columns` (fields) and `labels` in HTML."""


class chronicle_checkpoint(nodes.list_item):
    """One checkpoint, with its anchor."""


class chronicle_cell(nodes.inline):
    """A value of a checkpoint: `column` is the field."""


class chronicle_infobox(chronicle_record):
    """A dataset, an episode or a license; the section it stands in has its anchors."""
