"""What the extension's parts may know of each other, and what it registers."""

from __future__ import annotations

import ast
import inspect
import re
from collections.abc import Mapping
from graphlib import TopologicalSorter
from pathlib import Path
from typing import TYPE_CHECKING, Any

import docutils.nodes
import pytest

import sphinx_chronicle
from sphinx_chronicle import visitors
from sphinx_chronicle.doctree import nodes
from sphinx_chronicle.env.domain import ChronicleDomain
from sphinx_chronicle.records.fields import Shape
from sphinx_chronicle.records.load import all_shipped, registry_of
from sphinx_chronicle.vocabularies.podcast import nodes as recordings

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from conftest import Build
    from sphinx_chronicle.records.fields import Field

PACKAGE = Path(sphinx_chronicle.__file__).parent

#: The data flow: a module imports only from its own layer and from those above it in this list.
LAYERS = (
    ('records',),
    ('doctree', 'exports'),
    ('env',),
    ('view', 'read'),
    ('write',),
    ('visitors',),
    ('cli', '__main__'),
    # Nothing imports them but the loader of the records, by name: what a vocabulary says in code may use every room.
    ('vocabularies',),
)
RANK = {name: rank for rank, layer in enumerate(LAYERS) for name in layer}

#: What stands beside the flow: `setup` knows all parts, and nothing knows `setup`.
ROOT = '__init__'


def module_name(file: Path) -> str:
    """The module's name within the package: `records.model`, `html` for a package."""
    parts = file.relative_to(PACKAGE).with_suffix('').parts
    return '.'.join(parts[:-1] if len(parts) > 1 and parts[-1] == '__init__' else parts)


MODULES = {module_name(file): file for file in PACKAGE.rglob('*.py')}


def imports(name: str) -> Iterator[tuple[bool, str]]:
    """Every import of a module, those in functions and those for types only included: whether it is ours, and its name."""
    file = MODULES[name]
    package = file.relative_to(PACKAGE).parent.parts
    for node in ast.walk(ast.parse(file.read_text(encoding='utf-8'))):
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield alias.name.partition('.')[0] == 'sphinx_chronicle', alias.name
        elif isinstance(node, ast.ImportFrom):
            if node.level:
                base = [*package[: len(package) - (node.level - 1)], *filter(None, (node.module or '').split('.'))]
            elif node.module and node.module.partition('.')[0] == 'sphinx_chronicle':
                base = node.module.split('.')[1:]
            else:
                yield False, node.module or ''
                continue
            for alias in node.names:
                inner = '.'.join([*base, alias.name])
                yield True, inner if inner in MODULES else '.'.join(base) or ROOT


def ours(name: str) -> set[str]:
    """The modules of the package that a module imports."""
    return {target for own, target in imports(name) if own}


def layer_of(name: str) -> str:
    return name.partition('.')[0]


def room_of(name: str) -> str:
    """Where a module is: its layer, and for what a vocabulary says the vocabulary; the root's own modules are one room."""
    if name in {ROOT, '__main__'}:
        return '.'
    parts = name.split('.')
    return '.'.join(parts[: 2 if parts[0] == 'vocabularies' else 1])


INNER = sorted(MODULES.keys() - {ROOT})


def test_the_walk_sees_imports() -> None:
    assert {'records.core', 'doctree.nodes'} <= ours('doctree.card')
    assert (False, 'docutils') in set(imports('doctree.nodes'))
    assert 'read.base' in ours('read.directives')


def test_every_module_has_its_place_in_the_data_flow() -> None:
    assert {layer_of(name) for name in INNER} <= set(RANK)


@pytest.mark.parametrize('name', INNER)
def test_imports_go_only_toward_the_records(name: str) -> None:
    wrong = {target for target in ours(name) if RANK.get(layer_of(target), len(LAYERS)) > RANK[layer_of(name)]}
    assert not wrong


def test_rooms_are_few_and_so_are_the_ways_between_them() -> None:
    assert len([path for path in PACKAGE.iterdir() if path.suffix == '.py' or (path / '__init__.py').is_file()]) <= 13
    ways = {(room_of(name), room_of(target)) for name in MODULES for target in ours(name)}
    assert len({way for way in ways if way[0] != way[1]}) <= 40


def test_no_file_is_too_long_to_be_read_in_one_sitting() -> None:
    lengths = {name: len(file.read_text(encoding='utf-8').splitlines()) for name, file in MODULES.items()}
    assert {name: length for name, length in lengths.items() if length > 400} == {}


def test_no_module_imports_itself_through_others() -> None:
    order = list(TopologicalSorter({name: ours(name) - {name} for name in INNER}).static_order())
    assert set(order) >= set(INNER)


@pytest.mark.parametrize('name', [name for name in INNER if layer_of(name) in {'records', 'exports'}])
def test_records_and_exports_know_neither_sphinx_nor_docutils_nor_the_rest_of_the_package(name: str) -> None:
    assert {layer_of(target) for target in ours(name)} <= {'records', layer_of(name)}
    outside = {target.partition('.')[0] for own, target in imports(name) if not own}
    assert not outside & {'sphinx', 'docutils', 'myst_parser'}


@pytest.mark.parametrize('name', [name for name in INNER if layer_of(name) in {'cli', '__main__'}])
def test_the_command_line_needs_the_records_alone_and_sphinx_only_to_read_a_project(name: str) -> None:
    is_reading = name == 'cli.reading'
    assert {layer_of(target) for target in ours(name)} <= {'cli', 'records', *(('env',) if is_reading else ())}
    outside = {target.partition('.')[0] for own, target in imports(name) if not own}
    assert bool(outside & {'sphinx', 'docutils', 'myst_parser', 'markdown_it'}) == is_reading


@pytest.mark.parametrize('name', INNER)
def test_nothing_imports_the_root_of_the_package(name: str) -> None:
    assert ROOT not in ours(name)


@pytest.mark.parametrize('name', [name for name in INNER if layer_of(name) == 'visitors'])
def test_visitors_draw_nodes_and_know_nothing_else(name: str) -> None:
    assert {layer_of(target) for target in ours(name)} <= {'doctree', 'visitors'}


@pytest.mark.parametrize('name', [name for name in INNER if layer_of(name) in {'env', 'read', 'view', 'write', 'visitors'}])
def test_builders_are_named_in_one_module(name: str) -> None:
    known = {'html', 'dirhtml', 'singlehtml', 'epub', 'latex', 'man', 'texinfo', 'text'}
    tree = ast.parse(MODULES[name].read_text(encoding='utf-8'))
    # Written down as values: names of visitors, and words within a text, are others.
    assert not known & {node.value for node in ast.walk(tree) if isinstance(node, ast.Constant) and isinstance(node.value, str)}


#: What Sphinx, docutils and MyST-Parser do not document.
PRIVATE = re.compile(
    r'\b(?:_renderer|_level_to_section|current_node|myst_slugs|warnings_|get_source_and_line|raw_enabled|file_insertion_enabled'
    r'|indexer|_index_entries|my_wrap|MAXWIDTH|stateindent|curfilestack|sectionlevel|sectionnames|hypertarget_to|idescape'
    r'|in_title|add_anchor|ensure_eol|add_permalink_ref|section_level|dlpath|download_support)\b|\bstates\[|\.buildinfo'
)


@pytest.mark.parametrize('name', [name for name in INNER if layer_of(name) != 'cli' and name != 'doctree.compat'])
def test_private_names_of_others_stand_in_one_module(name: str) -> None:
    assert not PRIVATE.findall(MODULES[name].read_text(encoding='utf-8'))


#: The modules with node classes: those of every project, and those that a vocabulary adds.
NODES = (nodes, recordings)

NODE_CLASSES = [
    value
    for module in NODES
    for value in vars(module).values()
    if inspect.isclass(value) and issubclass(value, docutils.nodes.Node) and value.__module__ == module.__name__
]


@pytest.mark.parametrize('node_class', NODE_CLASSES, ids=lambda node_class: node_class.__name__)
def test_each_node_is_a_stock_node_under_a_name_of_ours(node_class: type[docutils.nodes.Node]) -> None:
    assert node_class.__name__.startswith('chronicle_')
    stock = [base.__name__ for base in node_class.__mro__ if base.__module__ == docutils.nodes.__name__]
    assert stock[0] in docutils.nodes.node_class_names


def test_all_node_classes_are_in_modules_of_their_own() -> None:
    elsewhere = [
        f'{name}: {node.name}'
        for name in INNER
        if not name.endswith('.nodes')
        for node in ast.walk(ast.parse(MODULES[name].read_text(encoding='utf-8')))
        if isinstance(node, ast.ClassDef) and any(ast.unparse(base).startswith(('nodes.', 'addnodes.')) for base in node.bases)
    ]
    assert len(NODE_CLASSES) > 10
    assert not elsewhere


def test_visitors_are_registered_for_formats_and_never_for_one_builder(build: Build) -> None:
    handlers = build({'index.md': '# Page\n'}, 'dummy').app.registry.translation_handlers
    ours_only = {name for name, visitors in handlers.items() if any(node.startswith('chronicle_') for node in visitors)}
    assert ours_only == {'html', 'latex', 'text', 'man', 'texinfo'}
    classes = {node_class.__name__ for node_class in NODE_CLASSES}
    assert {node for visitors in handlers.values() for node in visitors if node.startswith('chronicle_')} <= classes


def test_visitors_are_those_of_nodes() -> None:
    names = {
        name.partition('_')[2]
        for module in visitors.MODULES
        for name, value in vars(module).items()
        if name.startswith(('visit_', 'depart_')) and inspect.isfunction(value)
    }
    assert len(names) > 10
    assert not names - {node_class.__name__.removeprefix('chronicle_') for node_class in NODE_CLASSES}


def test_setup_says_what_sphinx_asks_of_an_extension(build: Build) -> None:
    extension = build({'index.md': '# Page\n'}, 'dummy').app.extensions['sphinx_chronicle']
    assert extension.version == sphinx_chronicle.__version__
    assert extension.metadata['env_version'] == sphinx_chronicle.ENV_VERSION
    assert extension.parallel_read_safe is True
    assert extension.parallel_write_safe is True


# -- what the domain stores -----------------------------------------------------------------------------------------------


def domain_of(build: Build, files: Mapping[str, str]) -> ChronicleDomain:
    domain = build(files, 'dummy', fresh=True).app.env.domains['chronicle']
    assert isinstance(domain, ChronicleDomain)
    return domain


def document(key: str, title: str, more: str = '') -> str:
    """A page with an entry, a dataset and an episode, each of which names the key."""
    return (
        f'# Page of {title}\n\n```{{chronicle:timeline}}\n- key: {key}\n  title: {title}\n  date: 2020\n  aliases: [{key}-old]\n'
        f'  checkpoints:\n    - hf: acme/{key}-7b\n```\n\n## Data of {title}\n\n```{{chronicle:dataset}} {key}-data\n'
        f'used_by: {key}\n```\n\n## Talk about {title}\n\n```{{chronicle:episode}} {key}-talk\n```\n\n'
        f'{more}A link to [the model](#{key}).\n'
    )


def stored(domain: ChronicleDomain, docname: str) -> dict[str, Any]:
    """What the domain holds under a document's name, by store."""
    return {name: store[docname] for name, store in domain.data.items() if isinstance(store, Mapping) and docname in store}


def test_clearing_a_document_removes_every_trace_of_it(build: Build) -> None:
    files = {'index.md': document('alpha', 'Alpha'), 'zebra.md': '---\norphan: true\n---\n' + document('zulu', 'Zulu')}
    domain = domain_of(build, files)
    assert 'zulu' in domain.index.objects
    assert 'zulu' in repr(domain.data)
    kept = stored(domain, 'index')
    domain.clear_doc('zebra')
    assert 'zulu' not in repr(domain.data)
    assert 'zebra' not in repr(domain.data)
    assert not {name for name, found in domain.index.objects.items() if found.docname == 'zebra'}
    assert 'zulu' not in domain.index.graph.records
    assert stored(domain, 'index') == kept
    assert 'alpha' in domain.index.objects
    domain.clear_doc('zebra')


def test_merging_takes_over_the_named_documents_and_nothing_else(build: Build) -> None:
    orphan = '---\norphan: true\n---\n'
    here = {'index.md': document('alpha', 'Alpha'), 'mine.md': orphan + document('mine', 'Mine')}
    domain = domain_of(build, here)
    before = {docname: stored(domain, docname) for docname in ('index', 'mine')}
    assert before['index']
    # Another process inherited the two documents, and both changed in it; it was asked to read the third.
    there = {
        'index.md': document('inherited', 'Inherited'),
        'mine.md': orphan + document('outdated', 'Outdated'),
        'theirs.md': orphan + document('theirs', 'Theirs'),
    }
    other = domain_of(build, there)
    assert 'theirs' not in domain.index.objects
    domain.merge_domaindata({'theirs', 'without-records'}, other.data)
    assert {docname: stored(domain, docname) for docname in ('index', 'mine')} == before
    assert stored(domain, 'theirs') == stored(other, 'theirs') != {}
    assert 'inherited' not in repr(domain.data)
    assert 'outdated' not in repr(domain.data)
    assert {'alpha', 'mine', 'theirs', 'theirs-old', 'acme/theirs-7b'} <= set(domain.index.objects)


# -- what is said once ------------------------------------------------------------------------------------------------

#: Names of fields of vocabularies that are words of everything else too: of Python, of HTML, of Sphinx and of the core.
GENERIC = frozenset({
    'at', 'bytes', 'conditions', 'context', 'duration', 'feed', 'host', 'items', 'latest', 'members', 'name', 'precision', 'role',
    'rows', 'show', 'source', 'state', 'value', 'version',
})  # fmt: skip


def names_in(fields: Iterable[Field[Any]]) -> Iterator[str]:
    """The names of fields, those of the small records in them included."""
    for field in fields:
        yield field.name
        if isinstance(field.type, Shape):
            yield from names_in(field.type.fields)


def vocabulary_names() -> set[str]:
    """What the shipped vocabularies call their kinds, fields, relations and parts, without what the core calls so."""
    names = {'huggingface', 'hugging'}
    for vocabulary in all_shipped():
        names |= {kind.name for kind in vocabulary.kinds}
        names |= {name for kind in vocabulary.kinds for name in names_in(kind.fields)}
        names |= {name for fields in vocabulary.fields.values() for name in names_in(fields)}
        names |= {name for relation in vocabulary.relations for name in (relation.name, relation.inverse)}
    parts = {field.type.name for one in registry_of('models', 'podcast').kinds.values() for field, _part in one.parts}
    entry = registry_of()
    own = {name for kind in entry.kinds.values() for name in names_in(kind.fields)}
    own |= {name for fields in entry.described.values() for name in names_in(fields)}
    return (names | parts) - own - GENERIC


def words_of(tree: ast.Module) -> Iterator[tuple[int, str]]:
    """The words in strings, those in documentation aside, and the names of attributes, each with its line."""
    documentation = {
        id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in documentation:
            for word in re.findall(r'[a-z_]+', node.value.lower()):
                yield node.lineno, word
        elif isinstance(node, ast.Attribute):
            yield node.lineno, node.attr


def test_the_words_of_vocabularies_are_many_and_are_found() -> None:
    assert vocabulary_names() >= {'checkpoint', 'checkpoints', 'dataset', 'license', 'episode', 'hf', 'trained_on', 'subset'}
    tree = ast.parse("def f(record):\n    'license'\n    return record.license, record['hf'], 'a checkpoint'\n")
    assert {word for _line, word in words_of(tree)} >= {'license', 'hf', 'checkpoint'}


@pytest.mark.parametrize('name', [name for name in INNER if layer_of(name) != 'vocabularies'])
def test_nothing_outside_the_vocabularies_names_what_they_declare(name: str) -> None:
    known = vocabulary_names()
    tree = ast.parse(MODULES[name].read_text(encoding='utf-8'))
    assert [(line, word) for line, word in words_of(tree) if word in known] == []
