"""Drawings: charts, lineages and plots, the axes they have, and what builders get that draw nothing."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING

import pytest
from bs4 import BeautifulSoup

from sphinx_chronicle.doctree.axes import CHARACTER, NARROW, SQUEEZED, WIDE, Axis, quantity_axis, time_axis
from sphinx_chronicle.records.dates import parse_date
from sphinx_chronicle.visitors import chart, lineage, plot

if TYPE_CHECKING:
    from collections.abc import Callable

    from conftest import Build, Markup

# -- axes ------------------------------------------------------------------------------------------------------------------


def moments(*dates: str) -> list[float]:
    return [end for date in dates for end in parse_date(date).span if end is not None]


def same(text: str) -> str:
    return text


AXES = {
    'some years': (['2019-03', '2026-01'], ['2019', '2020', '2021', '2022', '2023', '2024', '2025']),
    'a century': (['1903', '2025'], ['1900', '1920', '1940', '1960', '1980', '2000', '2020']),
    'from an odd year': (['1703', '2021'], ['1700', '1750', '1800', '1850', '1900', '1950', '2000']),
    'all of history': (['-4999', '2025'], ['-4999', '-3999', '-2999', '-1999', '-0999', '1000']),
    'around the first year': (['-0449', '0120'], ['-0499', '-0399', '-0299', '-0199', '-0099']),
    'two years': (['2025-02', '2026-11'], ['2025-01', '2025-07', '2026-01', '2026-07']),
    'a week': (['2025-01-01', '2025-01-07'], ['2025-01-01', '2025-01-03', '2025-01-05', '2025-01-07']),
    'over the end of a month': (['2024-02-27', '2024-03-03'], ['2024-02-27', '2024-03-01', '2024-03-03']),
    'a day': (['2025-06-15'], ['2025-01', '2025-04', '2025-07', '2025-10']),
    'all that can be written': (['-9999', '9999'], ['-9999', '-7999', '-5999', '-3999', '-1999', '2000', '4000', '6000', '8000']),
}


@pytest.mark.parametrize(('dates', 'expected'), AXES.values(), ids=AXES)
def test_an_axis_has_round_ticks(dates: list[str], expected: list[str]) -> None:
    axis = time_axis(moments(*dates), same)
    assert [tick.words for tick in axis.ticks if tick.words] == expected
    assert list(axis.squeezed) == []


#: Spans of all sizes, and words as long as languages have them.
SPANS = [
    (first, first + span) for first in (-9999.0, -3.2, 0.4, 1897.3, 2023.95) for span in (0.004, 0.02, 0.1, 0.7, 3, 45, 900, 7000)
]


@pytest.mark.parametrize('words', [same, 'about {} BC'.format], ids=['short', 'long'])
@pytest.mark.parametrize(('first', 'last'), SPANS)
def test_words_of_ticks_never_touch(first: float, last: float, words: Callable[[str], str]) -> None:
    axis = time_axis([first, last], words)
    assert (axis.knots[0][1], round(axis.knots[-1][1], 6)) == (0, 100)
    assert all(0 <= tick.place <= 100 for tick in axis.ticks)
    for length, shown in (
        (WIDE, [t for t in axis.ticks if t.words]),
        (NARROW, [t for t in axis.ticks if t.words and t.is_major]),
    ):
        for one, other in pairwise(shown):
            assert (other.place - one.place) / 100 * length >= len(one.words) * CHARACTER
    assert [tick.place for tick in axis.ticks] == sorted({tick.place for tick in axis.ticks})


RECENT = ['2023-11', '2024-02', '2024-06', '2024-10', '2025-03', '2025-08', '2026-01', '2026-10']


@pytest.mark.parametrize(
    ('before', 'expected'),
    [
        (['2019-09', '2019-08'], ['2019/2022']),
        (['1290'], ['1290/2022']),
        (['-0449', '1290'], ['-0449/1289', '1291/2022']),
        ([], []),
        (['2022-09'], []),
    ],
)
def test_long_empty_stretches_are_squeezed_and_named(before: list[str], expected: list[str]) -> None:
    axis = time_axis(moments(*before, *RECENT), same)
    assert list(axis.squeezed) == expected
    breaks = [tick for tick in axis.ticks if tick.is_break]
    assert len(breaks) == len(expected)
    if expected:
        assert breaks[-1].words == '2023'
        # What is not squeezed is in proportion.
        year = axis.at(2025) - axis.at(2024)
        assert axis.at(2026) - axis.at(2025) == pytest.approx(year, abs=0.01)
        assert year > 15
        begin = axis.at(parse_date(expected[-1]).span[0])
        assert axis.at(2023) - begin == pytest.approx(SQUEEZED, abs=0.01)


@pytest.mark.parametrize(
    'dates', [['2000', '2001', '2003', '2007'], ['1900', '2000', '2001'], [str(year) for year in range(1900, 2020, 7)]]
)
def test_few_dates_and_even_ones_are_not_squeezed(dates: list[str]) -> None:
    assert time_axis(moments(*dates), same).squeezed == []


@pytest.mark.parametrize(
    ('numbers', 'ticks', 'places'),
    [
        ([2e9, 4e11], [1e9, 3e9, 1e10, 3e10, 1e11, 3e11, 1e12], [10, 87]),
        ([1e6, 1e12], [10.0**power for power in range(6, 13)], [0, 100]),
        ([7, 12], [7, 8, 9, 10, 11, 12], [0, 100]),
        ([0, 100], [0, 20, 40, 60, 80, 100], [0, 100]),
        ([-3, 5], [-4, -2, 0, 2, 4, 6], [10, 90]),
        ([5, 5], [0, 1, 2, 3, 4, 5], [100, 100]),
        ([0, 0], [0, 1], [0, 0]),
        ([0.25, 0.75], [0, 0.2, 0.4, 0.6, 0.8], [31, 94]),
    ],
    ids=str,
)
def test_quantities_have_round_ticks_by_their_logarithms_where_they_span_two_orders(
    numbers: list[float], ticks: list[float], places: list[int]
) -> None:
    axis, values = quantity_axis(numbers)
    assert values == pytest.approx(ticks)
    assert [round(axis.at(number)) for number in numbers] == places


def test_what_is_beyond_an_axis_is_at_its_end() -> None:
    axis = Axis([(0, 0), (10, 100)], ())
    assert (axis.at(-1), axis.at(2.5), axis.at(11)) == (0, 25, 100)


# -- charts ----------------------------------------------------------------------------------------------------------------

ENTRIES = """\
- {key: a, title: Alpha, date: 2021, family: Fam One, type: event,
   checkpoints: [{name: A1, params: 7B, license: MIT}, {name: A2, params: ~700B, license: Apache-2.0}, {name: A3}]}
- {key: b, title: 'Be<t>a & "co"', date: 2022-05/.., family: Fam Two, derived_from: a,
   checkpoints: [{name: B1, params: 30B – 40B, license: MIT}]}
- {key: c, title: Gamma, date: 2023-05-04, derived_from: [a, b], tags: [x]}
- {key: d, title: Delta, date: 2024, family: fam one, derived_from: [c, nvidia/Some-Model], tags: [x]}
"""


def project(markup: Markup, options: dict[str, str], entries: str = ENTRIES) -> dict[str, str]:
    """A timeline and a listing of its entries."""
    page = markup.page(
        markup.heading('Page'),
        markup.heading('Timeline', 2),
        markup.directive('timeline', options={'file': 'data.yaml'}),
        markup.heading('Listing', 2),
        markup.directive('listing', options={'kind': 'entry', **options}),
    )
    return {markup.index: page, 'data.yaml': entries}


def names(page: BeautifulSoup, selector: str = '.chronicle-track a') -> list[str]:
    return [str(mark['aria-label']) for mark in page.select(selector)]


def test_a_chart_has_lanes_by_family_and_a_named_link_for_each_record(build: Build, markup: Markup) -> None:
    site = build(project(markup, {'layout': 'chart', 'columns': 'title, date'}))
    assert site.lines == []
    page = site.soup()
    lanes = {
        lane.select('.chronicle-lane')[0].get_text(): [a['href'] for a in lane.select('a')]
        for lane in page.select('.chronicle-chart li')
    }
    assert lanes == {'Fam One': ['#entry-a', '#entry-d'], 'Fam Two': ['#entry-b'], 'Other': ['#entry-c']}
    assert names(page) == ['Alpha · 2021', 'Delta · 2024', 'Be<t>a & "co" · since May 2022', 'Gamma · May 4, 2023']
    assert [a['data-family'] for a in page.select('.chronicle-track a[data-family]')] == ['fam-one', 'fam-one', 'fam-two']
    # Years are as long as years, a day is a dot, what is still going is thin and goes on to the end.
    assert len(page.select('.chronicle-track circle')) == 1
    (going,) = page.select('.chronicle-chart-going line:not(.chronicle-chart-ring)')
    assert going['x2'] == '100%'
    assert page.select('.chronicle-chart [style], .chronicle-chart script') == []


@pytest.mark.parametrize(
    ('lanes', 'expected'),
    [
        ('type', ['Event', 'Release']),
        ('kind', ['Entry']),
        ('tags', ['Other', 'x']),
        ('derived-from', ['Other', 'Alpha', 'Gamma']),
        ('license', ['MIT', 'Other']),
        ('none', []),
        ('org', []),
    ],
)
def test_a_chart_has_lanes_by_any_column(build: Build, markdown: Markup, lanes: str, expected: list[str]) -> None:
    site = build(project(markdown, {'layout': 'chart', 'lanes': lanes}))
    assert site.lines == []
    assert [lane.get_text() for lane in site.soup().select('.chronicle-lane')] == expected
    assert len(site.soup().select('.chronicle-track a')) == 4
    assert bool(site.soup().select('.chronicle-chart.chronicle-chart-plain')) is not bool(expected)


def marks(count: int, lanes: int) -> list[chart.Mark]:
    return [
        chart.Mark(
            f'#e{n}',
            f'Entry {n} {"long " * (n % 4)}name',
            f'Entry {n}',
            '',
            f'Lane {n % lanes}',
            start,
            start + (0 if n % 3 else 0.4),
        )
        for n in range(count)
        for start in (2018 + n * 7919 % 3000 / 400,)
    ]


@pytest.mark.parametrize(('count', 'lanes'), [(28, 3), (300, 3), (300, 40), (60, 1)])
def test_labels_of_a_chart_touch_neither_each_other_nor_marks(count: int, lanes: int) -> None:
    drawing, _squeezed = chart.draw(marks(count, lanes), 'd', same)
    page = BeautifulSoup(drawing, 'html.parser')
    assert len(page.select('a')) == count
    assert page.select('a text')
    for lane in page.select('svg.chronicle-track'):
        boxes: dict[str, list[tuple[float, float, str]]] = {}
        for text in lane.select('a text'):
            x, width = float(str(text['x'])[:-1]), len(text.get_text()) * CHARACTER / WIDE * 100
            ends = (x - width, x) if text.has_attr('text-anchor') else (x, x + width)
            boxes.setdefault(str(text['y']), []).append((*ends, 'label'))
        for dot in lane.select('a circle'):
            x = float(str(dot['cx'])[:-1])
            boxes.setdefault(str(dot['cy']), []).append((x, x, 'mark'))
        for bar in lane.select('a line:not(.chronicle-chart-ring)'):
            boxes.setdefault(str(bar['y1']), []).append((float(str(bar['x1'])[:-1]), float(str(bar['x2'])[:-1]), 'mark'))
        for row in boxes.values():
            for one, other in pairwise(sorted(row)):
                assert 'label' not in {one[2], other[2]} or one[1] <= other[0], (one, other)


def test_a_crowded_chart_stays_low_and_bars_in_it_do_not_hide_each_other() -> None:
    crowd = [chart.Mark(f'#{n}', 'Name', 'Name', '', 'One', 2020 + n / 5000, 2020 + n / 5000) for n in range(5000)]
    drawing, _squeezed = chart.draw(crowd, 'd', same)
    assert drawing.count('<a ') == 5000
    assert re.findall(r'height="(\d+)em">\s*<use', drawing) == [str(chart.LABELED_ROWS + chart.MORE_ROWS)]
    bars = [chart.Mark(f'#{n}', 'Name', 'Name', '', f'Lane {n % 20}', 2000 + n / 10, 2010 + n / 10) for n in range(60)]
    page = BeautifulSoup(chart.draw(bars, 'd', same)[0], 'html.parser')
    for lane in page.select('svg.chronicle-track'):
        assert len({str(bar['y1']) for bar in lane.select('line:not(.chronicle-chart-ring)')}) == 3


def test_a_squeezed_stretch_is_said(build: Build, markdown: Markup) -> None:
    dates = ['1290', *RECENT]
    entries = ''.join(f"- {{key: e{n}, title: Entry {n}, date: '{date}'}}\n" for n, date in enumerate(dates))
    site = build(project(markdown, {'layout': 'chart'}, entries), conf="language = 'de'\n")
    assert site.soup().select('.chronicle-drawing-note')[0].get_text().endswith(': 1290–2022.')
    assert len(site.soup().select('line.chronicle-chart-break')) == 1


@pytest.mark.parametrize(('epoch', 'is_within'), [('1646352000', True), ('1924905600', False)])
def test_a_chart_knows_the_day_of_the_build_where_it_is_in_its_span(
    build: Build, markdown: Markup, monkeypatch: pytest.MonkeyPatch, epoch: str, *, is_within: bool
) -> None:
    monkeypatch.setenv('SOURCE_DATE_EPOCH', epoch)
    site = build(project(markdown, {'layout': 'chart'}))
    assert bool(site.soup().select('text.chronicle-chart-today')) is is_within


def test_the_day_of_the_build_is_drawn_with_its_word_alone() -> None:
    drawing, _squeezed = chart.draw(marks(28, 3), 'd', same, (2020.01, 'today'))
    page = BeautifulSoup(drawing, 'html.parser')
    assert [text.get_text() for text in page.select('text.chronicle-chart-today')] == ['today']
    assert len(page.select('line.chronicle-chart-today')) == 1
    assert '2020' not in [text.get_text() for text in page.select('.chronicle-axis text')]


OWN = """\
chronicle_vocabularies = []
chronicle_kinds = {'product': {'label': 'Product', 'plural': 'Products', 'fields': {
    'area': {'type': 'text', 'label': 'Area'}, 'price': {'type': 'count', 'label': 'Price'}}}}
"""


def test_fields_of_a_project_are_lanes_and_quantities(build: Build, markdown: Markup) -> None:
    entries = (
        '- {kind: product, key: p, title: P, date: 2020, area: North, price: 10}\n'
        '- {kind: product, key: q, title: Q, date: 2021, area: South, price: 12}\n'
    )
    page = markdown.page(
        markdown.heading('Page'),
        markdown.directive('timeline', body=entries),
        markdown.directive('listing', options={'layout': 'chart', 'lanes': 'area'}),
        markdown.directive('listing', options={'layout': 'plot', 'y': 'price', 'color': 'area'}),
        markdown.directive('listing', options={'layout': 'lineage'}),
    )
    site = build({'index.md': page}, conf=OWN)
    (line,) = site.lines
    assert "no relation says what descends from what (declare one with 'acyclic': True)" in line
    assert [lane.get_text() for lane in site.soup().select('.chronicle-lane')] == ['North', 'South']
    assert names(site.soup(), '.chronicle-plot a') == ['P · 2020 · 10 · North', 'Q · 2021 · 12 · South']


# -- lineages --------------------------------------------------------------------------------------------------------------


def test_a_lineage_has_lines_from_what_records_come_from(build: Build, markup: Markup) -> None:
    site = build(project(markup, {'layout': 'lineage', 'tags': 'x', 'columns': 'title, date, params'}))
    assert site.lines == []
    heads, *rows = site.soup().select('.chronicle-descent li')
    # What the figures are is said above them, and to those who listen below.
    assert (heads['aria-hidden'], heads.get_text(' ', strip=True)) == ('true', 'Parameters')
    assert site.soup().select('.chronicle-descent > .chronicle-lineage-unseen')[0].get_text() == 'Beside the names: Parameters.'
    assert [row.select('.chronicle-title a')[0]['href'] for row in rows] == ['#entry-a', '#entry-b', '#entry-c', '#entry-d']
    assert [row.get('class') for row in rows] == [['chronicle-lineage-other'], ['chronicle-lineage-other'], None, None]
    said = [' '.join(one.get_text().split()) for row in rows for one in row.select('.chronicle-lineage-unseen')]
    assert said == ['derived from: Alpha', 'derived from: Alpha, Be<t>a & "co"', 'derived from: Gamma, nvidia/Some-Model']
    # One arrowhead for each child in the list.
    assert [''.join(str(path['d']) for path in row.select('.chronicle-lineage-head')).count('z') for row in rows] == [2, 1, 1, 0]
    assert site.soup().select('.chronicle-descent [style]') == []


def test_the_records_of_a_lineage_are_oldest_first_and_a_circle_is_drawn_as_one(build: Build, markdown: Markup) -> None:
    entries = (
        '- {key: a, title: A, date: 2023, derived_from: b}\n'
        '- {key: b, title: B, date: 2021, derived_from: a}\n'
        '- {key: c, title: C, date: 2022}\n'
    )
    site = build(project(markdown, {'layout': 'lineage', 'order': 'newest'}, entries))
    assert all('circular derivation' in line for line in site.lines)
    assert len(site.lines) == 1
    rows = site.soup().select('.chronicle-descent li')
    assert [row.select('.chronicle-title')[0].get_text() for row in rows] == ['B', 'C', 'A']
    assert all(row.select('path') for row in (rows[0], rows[2]))


def paths(lines: lineage.Lines, count: int) -> list[str]:
    return [d for row in range(count) for d in re.findall(r'<path d="([^"]*)"', lines.draw(row))]


@pytest.mark.parametrize('count', [2, 40, 300])
def test_lines_of_a_lineage_share_columns_only_where_they_do_not_meet(count: int) -> None:
    parents = [[row - step for step in (1, 7, 30) if row % step == 0 and row >= step] for row in range(count)]
    lines = lineage.Lines(parents)
    spans: dict[int, list[tuple[int, int]]] = {}
    for row, column in lines.columns.items():
        spans.setdefault(column, []).append((row, max(lines.children[row])))
    for column, found in spans.items():
        if column < lineage.MOST_COLUMNS - 1:
            assert all(one[1] < other[0] for one, other in pairwise(sorted(found)))
    assert lines.width < lineage.WIDEST + 40
    assert len(paths(lines, count)) == len(lines.columns)


def test_a_lineage_where_all_lines_run_side_by_side_is_no_wider_than_others() -> None:
    parents: list[list[int]] = [[] for _row in range(150)] + [[row] for row in range(150)]
    lines = lineage.Lines(parents)
    assert lines.width < lineage.WIDEST + 40
    assert max(lines.columns.values()) == lineage.MOST_COLUMNS - 1
    assert lineage.Lines([[], []]).draw(0) == ''


# -- plots -----------------------------------------------------------------------------------------------------------------


def test_a_plot_has_a_named_link_for_each_item_and_says_what_it_leaves_out(build: Build, markup: Markup) -> None:
    site = build(project(markup, {'layout': 'plot', 'rows': 'checkpoints', 'y': 'params', 'color': 'family'}))
    assert site.lines == []
    page = site.soup()
    assert names(page) == ['A1 · 2021 · 7B · Fam One', 'A2 · 2021 · ~700B · Fam One', 'B1 · since May 2022 · 30B – 40B · Fam Two']
    assert [a['href'] for a in page.select('.chronicle-track a')] == ['#entry-a--a1', '#entry-a--a2', '#entry-b--b1']
    assert [item.get_text() for item in page.select('.chronicle-legend li')] == ['Fam One', 'Fam Two']
    assert [text.get_text() for text in page.select('.chronicle-axis:not(.chronicle-chart-times) text')] == [
        '3B',
        '10B',
        '30B',
        '100B',
        '300B',
        '1T',
    ]
    assert page.select('.chronicle-plot .chronicle-drawing-note')[0].get_text() == '1 without a date or a value is not shown.'
    assert page.select('.chronicle-plot :is(table, [style])') == []


def test_a_plot_of_records_shows_the_range_of_their_parts(build: Build, markdown: Markup) -> None:
    site = build(project(markdown, {'layout': 'plot', 'y': 'params'}))
    assert site.lines == []
    page = site.soup()
    assert names(page) == ['Alpha · 2021 · 7B, ~700B', 'Be<t>a & "co" · since May 2022 · 30B – 40B']
    (first, second) = page.select('.chronicle-track a')
    assert (len(first.select('line')), len(second.select('line'))) == (2, 1)
    assert page.select('.chronicle-legend') == []


def test_a_plot_without_values_is_its_table(build: Build, markdown: Markup) -> None:
    site = build(project(markdown, {'layout': 'plot', 'y': 'context'}))
    assert site.lines == []
    assert len(site.soup().select('#listing table.chronicle-table tbody tr')) == 4


def test_groups_of_a_plot_have_shapes_of_their_own_and_the_smallest_share_one(build: Build, markdown: Markup) -> None:
    entries = ''.join(
        f'- {{key: e{n}, title: E{n}, date: {2000 + n}, family: Fam {n % 11}, checkpoints: [{{name: C, params: 7B}}]}}\n'
        for n in range(33)
    )
    site = build(project(markdown, {'layout': 'plot', 'y': 'params', 'color': 'family'}, entries))
    assert site.lines == []
    legend = site.soup().select('.chronicle-legend li')
    assert [item['data-hue'] for item in legend] == [str(number) for number in range(1, 10)]
    assert legend[-1].get_text() == 'Other'
    assert len({str(item.select('path')[0]) for item in legend}) == 9
    assert {str(a['data-hue']) for a in site.soup().select('.chronicle-track a')} == {item['data-hue'] for item in legend}
    assert plot.legend([]) == ''


# -- builders that draw nothing --------------------------------------------------------------------------------------------


@pytest.mark.parametrize('builder', ['epub', 'text', 'latex', 'man', 'texinfo'])
def test_builders_that_draw_nothing_get_lists_and_tables(build: Build, markdown: Markup, builder: str) -> None:
    layouts = [
        {'layout': 'chart'},
        {'layout': 'lineage'},
        {'layout': 'plot', 'rows': 'checkpoints', 'y': 'params', 'filter-bar': ''},
    ]
    files = project(markdown, layouts[0])
    files['index.md'] += '\n\n'.join(['', *(markdown.directive('listing', options=one) for one in layouts[1:])])
    site = build(files, builder)
    assert site.lines == []
    suffixes = {'.xhtml', '.txt', '.tex', '.1', '.texi'}
    text = ''.join(file.read_text(encoding='utf-8') for file in site.outdir.rglob('*') if file.suffix in suffixes)
    assert '<svg' not in text
    assert text.count('Gamma') >= 4
    assert text.lower().count('derived from') >= 3
    if builder == 'text':
        listed = ' '.join(site.read('index.txt').partition('Listing')[2].split())
        assert 'Gamma · May 4, 2023 · derived from: Alpha, Be<t>a & "co"' in listed
        assert '* A2; date: 2021; parameters: ~700B' in listed
