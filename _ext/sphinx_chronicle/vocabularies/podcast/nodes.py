"""Node classes of the vocabulary; see `sphinx_chronicle.doctree.nodes`."""

from __future__ import annotations

from docutils import nodes
from sphinx import addnodes


class chronicle_player(nodes.container):
    """The place of an episode's player: `key`, `heading`, `show`, `audio` or `video`, `chapters` (JSON), `length` in seconds.

    Audio that is a file of the site is shipped as `filename`. Other builders have no player.
    """


class chronicle_moment(nodes.reference):
    """A link to a moment in a recording: `seconds`."""


class chronicle_file_moment(addnodes.download_reference):
    """The same in a file of the site, shipped as `filename`. Builders that ship no files show the words."""


class chronicle_time(nodes.inline):
    """A time in a recording: `seconds` from its start. At the head of a heading it is not a part of its words."""

    is_beside = True


class chronicle_chapters(nodes.container):
    """The place of an episode's list of chapters."""


class chronicle_takeaways(nodes.container):
    """The place of what to take away from an episode."""


class chronicle_byline(nodes.paragraph):
    """One line on an episode: the show, its date, how long it is, who speaks."""
