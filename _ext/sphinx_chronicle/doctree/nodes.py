"""Node classes of the extension.

Each is a stock docutils node under another name, so that every builder renders it by its parent's visitor, and each
holds its content as stock nodes. What only HTML draws differently is in plain attributes: text, lists of text,
numbers. The names begin with ``chronicle_`` because a node called ``entry``, ``title`` or ``meta`` would take over
docutils' own visitors.
"""

from __future__ import annotations

from docutils import nodes


class chronicle_group(nodes.container):
    """Cards under one heading, in order."""


class chronicle_record(nodes.container):
    """What is known of a record: `key` and `kind`, and `docname`, the document it is in."""


class chronicle_card(chronicle_record):
    """An entry: `family`, in `ids` its anchor and those of its former keys, and in `hidden` what is not shown of it."""


class chronicle_title(nodes.rubric):
    """The title of a card."""


class chronicle_meta(nodes.paragraph):
    """One line under a title in words: `date` (EDTF) and whether it is `planned`, and in `values` all others with classes.

    `field` is that of the date, `quiet` the field, label and words of what goes without saying; `number`, `doubt`
    and `doubts` tell of a doubt about the date (see `chronicle_place`).
    """


class chronicle_run(nodes.inline):
    """Text and outside links of a summary: `pieces` are texts, and the words and the address of links (see `runs`)."""


class chronicle_strip(nodes.paragraph):
    """The figures of a card: places, joined by dots."""


class chronicle_place(nodes.inline):
    """A figure with its `label`: the label in words, and the values; no content where nothing is known.

    `field` is the field, `doubts` are words for what is doubted of it, `linked` tells that it names a record. Where doubts are
    listed, `number` is that of the first and `doubt` its id; a note has these too.
    """


class chronicle_ways(nodes.container):
    """The ways on from a card, a paragraph with a link each, for pages that lead somewhere."""


class chronicle_head(nodes.paragraph):
    """The first line of a short card: its title as a cell, its date, and `values`, classes and words of what is beside them.

    `level` is that of its heading.
    """


class chronicle_fold(nodes.container):
    """What a whole card has beyond a short one, which HTML folds away."""


class chronicle_rubric(nodes.rubric):
    """A heading one level below that of its section, which begins none itself: of a group of a listing, or a part of a page."""


class chronicle_heading(nodes.rubric):
    """The heading of a part of a card, in HTML alone."""


class chronicle_doubts(nodes.container):
    """The doubts about a record, in HTML alone: `found` has the id, the kind, what it is about and the words of each."""


class chronicle_rows(nodes.container):
    """Rows of one part of a card, named by `part`."""


class chronicle_line(nodes.paragraph):
    """A paragraph that may hold addresses, which plain text must not break."""


class chronicle_row(chronicle_line):
    """A label and its value; `field` names the field, `listed` tells that the value is a list of items.

    Of a long list all but the first that are `shown` may be `folded` under those words, with the `groups` that its items are in.
    """


class chronicle_label(nodes.strong):
    """The label of a row."""


class chronicle_item(nodes.inline):
    """One item of a row's value."""


class chronicle_date(nodes.inline):
    """A date in words; `date` is the same in EDTF, `planned` tells whether they say that it is planned."""


class chronicle_choice(nodes.inline):
    """A choice in words that has a mark beside it in HTML: `mark`, one of `Mark` or ``dotted``."""


class chronicle_address(nodes.inline):
    """An address in words, for the writers whose links do not show where they lead."""


class chronicle_note(nodes.inline):
    """A doubt about the value before it: `notekind`, and `words` without the label."""


class chronicle_doubt(nodes.inline):
    """Kinds of doubt about the value before it, in words; `words` are the same without what is around them. HTML has a mark."""


class chronicle_ref(nodes.inline):
    """A mention of a record (`target`: key or Hugging Face id) or a license, made a link once all records are known."""


class chronicle_link(nodes.inline):
    """A link into the project as the record around it names it (`address`), made one once all pages are known.

    What names the source of a page leads to the page where `pages` is true, else to the file.
    """


class chronicle_figure(nodes.container):
    """An image of a record, and its caption if it has one."""


class chronicle_image(nodes.image):
    """The image itself, as Sphinx knows images; `alt` is empty where it adds nothing to the words beside it."""


class chronicle_image_caption(nodes.paragraph):
    """What is said below an image."""


class chronicle_details(nodes.container):
    """Content that HTML may fold away; the first child says what it is. One that `folds` holds all facts of an infobox."""


class chronicle_caption(nodes.paragraph):
    """What folded content is."""


class chronicle_table(nodes.bullet_list):
    """Rows of values: a list in words, a table with `columns` (fields), `labels` and a `caption` in HTML.

    `forms` tells by column how it is set (see `Form`), `beneath` the columns that are in the cell of another, by that, and
    `pivot` the three columns by which HTML lays the rows side by side (see `Part.pivot`).
    """


class chronicle_table_row(nodes.list_item):
    """One row, with its anchors."""


class chronicle_cell(nodes.inline):
    """A value in a row: `column` is the field, `value` a number to sort by where there is one."""


class chronicle_listing(nodes.container):
    """The place of a listing, the n-th (`number`, from 0) of its document `docname`."""


class chronicle_list(nodes.bullet_list):
    """Records of a listing as `layout` has them: `cards` or `list`."""


class chronicle_list_item(nodes.list_item):
    """A record in such a list."""


class chronicle_chart(nodes.bullet_list):
    """Records on a chart, drawn in HTML: `identifier`, `caption`, and `today` (a decimal year as text) with its words.

    A list everywhere else. Of an `overview`, which has no words on it, marks lead to what is `here` on its page; `groups` are the
    ids of headings by their words.
    """


class chronicle_jump(nodes.container):
    """Links to the groups of a listing, for pages that scroll: `groups` with id, heading and number of each, `label`."""


class chronicle_lineage(nodes.bullet_list):
    """Records by date with lines from what they come from, drawn in HTML: `identifier`, `caption`, `columns`, `note`.

    `heads` are the labels of the figures beside the names, by column.
    """


class chronicle_mark(nodes.list_item):
    """A record in a drawing: on a chart `lane`, `family`, `start` and `end` (decimal years as text) and `words`.

    In a lineage `family`, `parents` (their numbers in the list, from 0) and whether it is `listed`.
    """


class chronicle_stems(nodes.inline):
    """What a record of a lineage comes from, in words."""


class chronicle_plot(nodes.container):
    """Quantities over time, drawn in HTML: `identifier`, `caption`, `label` and `ticks` of the axis, `note`; else its table.

    What is drawn of a row: `start`, `end`, `low`, `high` (as text), `color` (a number from 1), `group`, `family`, `words`.
    """


class chronicle_filter(nodes.container):
    """The place of a filter bar for everything of the same `scope`; `labels` and `facets` are JSON. Other builders have none.

    `hint` is what it says of what else can be done with the rows.
    """


class chronicle_count(nodes.inline):
    """The place of a number: how many there are of `what`, a kind or a part."""


class chronicle_export(nodes.inline):
    """The place of links to exports: `pattern` of their names, `explicit` if its words are the author's."""


class chronicle_export_link(nodes.inline):
    """A link to an export by its `name`, where the builder writes it beside the pages."""


class chronicle_infobox(chronicle_record):
    """A dataset, an episode or a license; the section it is in has its anchors.

    `date` is its date in EDTF, `people` are who speaks in an episode; both only where they are known.
    """
