"""What is proposed for dates that cannot be read: only what was meant, in forms that can be read."""

from __future__ import annotations

import datetime as dt
import re
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sphinx_chronicle.records.date_cures import proposals
from sphinx_chronicle.records.date_words import format_date
from sphinx_chronicle.records.dates import is_date, parse_date
from sphinx_chronicle.records.problems import either

#: What people write, and all that it can mean.
MEANINGS = {
    # Numbers in another order, or without their zeros.
    '15/12/2025': '2025-12-15', '12/15/2025': '2025-12-15', '05/05/2025': '2025-05-05', '5-12-2025': '2025-12-05 2025-05-12',
    '05/06/2025': '2025-06-05 2025-05-06', '01.05.2024': '2024-05-01', '1. 5. 2024': '2024-05-01', '12.15.2025': '2025-12-15',
    '2025-1-5': '2025-01-05', '2025-1': '2025-01', '2025/12/15': '2025-12-15', '2024.05.01': '2024-05-01',
    '2024 05 01': '2024-05-01', '20240501': '2024-05-01', '202405': '2024-05', '2025/12': '2025-12', '12.2025': '2025-12',
    '12/2025': '2025-12', '1-2025': '2025-01', '2009/10': '2009-10 2009/2010', '2019/22': '2019/2022', '2019–22': '2019/2022',
    '2024-00-00': '2024', '2024-05-00': '2024-05', '٢٠٢٥-١-٥': '2025-01-05', '２０２４': '2024', '2024‑05‑01': '2024-05-01',
    '2025年12月': '2025-12', '2025年12月15日': '2025-12-15',
    # Months in words.
    'Dec 2025': '2025-12', 'Dec. 2025': '2025-12', 'DECEMBER 2025': '2025-12', 'May, 2024': '2024-05', '2025 December': '2025-12',
    'December 5, 2025': '2025-12-05', 'Dec. 5th, 2025': '2025-12-05', '5th of December 2025': '2025-12-05',
    'the 5th of December, 2025': '2025-12-05', '5 Dec 2025': '2025-12-05', '2025-Dec-05': '2025-12-05',
    '05-Dec-2025': '2025-12-05',
    'Monday, 5 May 2025': '2025-05-05', 'Sept. 2024': '2024-09', 'Dezember 2025': '2025-12', '5. Dezember 2025': '2025-12-05',
    'März 2024': '2024-03', 'Freitag, 5. Dezember 2025': '2025-12-05', '1er mai 2024': '2024-05-01',
    'décembre 2024': '2024-12', '5 de diciembre de 2025': '2025-12-05', 'maggio 2024': '2024-05',
    # Parts of years.
    'Q4 2025': '2025-Q4', '4Q2025': '2025-Q4', '2025Q4': '2025-Q4', 'Q4/2025': '2025-Q4', '2025-q3': '2025-Q3',
    '1H 2025': '2025-H1',
    '2025 H1': '2025-H1', '3. Quartal 2025': '2025-Q3', 'second quarter of 2025': '2025-Q2', 'first half of 2025': '2025-H1',
    '2. Halbjahr 2025': '2025-H2', 'early 2024': '2024-Q1 2024-H1', 'Anfang 2024': '2024-Q1 2024-H1',
    'mid-2025': '2025-Q2/2025-Q3 2025-06/2025-07', 'late 2024': '2024-Q4 2024-H2', 'Ende 2024': '2024-Q4 2024-H2',
    'spring 2024': '2024-21', 'Winter 2024': '2024-24', 'autumn of 2023': '2023-23', 'été 2024': '2024-22',
    'Herbst 2023': '2023-23', 'c. spring 2024': '2024-21~', '2024-26': '2024-22 2024/2026', '2025-33': '2025-Q1 2025/2033',
    '2025-41': '2025-H2 2025/2041', '2025-37': '2025-01/2025-04 2025/2037',
    '2024-W12': '2024-03-18/2024-03-24',
    # More than years.
    '1990s': '199X', "1990's": '199X', '1990er Jahre': '199X', 'the 1990s': '199X', '1900s': '190X 19XX', '199x': '199X',
    '19uu': '19XX', '1XXX': '1000/1999', '2004-XX': '2004', '2004-05-XX': '2004-05', '2004-XX-XX': '2004',
    '19th century': '18XX', '17th century': '16XX', '17. Jahrhundert': '16XX', '19. Jh.': '18XX', 'XVIIe siècle': '16XX',
    'siglo XIX': '18XX', 'XIV secolo': '13XX', '3rd century BC': '-02XX', '1st century BCE': '-00XX', '5. Jh. v. Chr.': '-04XX',
    'c. 1990s': '199X~', 'since the 1990s': '199X/..', '18th–19th century': '17XX/18XX', '1880s-1890s': '188X/189X',
    # Eras, and years that are short.
    '500 BCE': '-0499', '500 BC': '-0499', '500 B.C.': '-0499', '500 b.c.e.': '-0499', '500 v. Chr.': '-0499', '1 BC': '0000',
    '476': '0476', 'AD 476': '0476', '476 CE': '0476', '476 n. Chr.': '0476', "'25": '0025 1925 2025',
    '-500': '-0500 -0499',
    # How sure it is.
    'c. 1400': '1400~', 'c1400': '1400~', 'ca. 1850': '1850~', 'circa 1400': '1400~', 'about 1400': '1400~', 'um 1400': '1400~',
    '~2024': '2024~', '≈ 2024': '2024~', '1400 ~': '1400~', 'c. 500 BCE': '-0499~', 'ca. Mai 2024': '2024-05~',
    'c. 1400?': '1400%',
    '2025 ?': '2025?', '2025 (?)': '2025?', '(?)2025': '2025?', 'probably 2025': '2025?', '2025~?': '2025%',
    'c. 1400-1450': '1400~/1450~', 'c. 1400 – c. 1450': '1400~/1450~',
    # Spans.
    '2019-2022': '2019/2022', '2019–2022': '2019/2022', '2019 - 2022': '2019/2022', '2019 to 2022': '2019/2022',
    'from 2019 to 2022': '2019/2022', '2019 bis 2022': '2019/2022', '2019 / 2022': '2019/2022',
    '2024-05-01--2024-05-03': '2024-05-01/2024-05-03', '2024-05-01/03': '2024-05-01/2024-05-03',
    '2024-05-01/05-03': '2024-05-01/2024-05-03',
    '2024-05/07': '2024-05/2024-07', '3-5 May 2024': '2024-05-03/2024-05-05', 'May 3–5, 2024': '2024-05-03/2024-05-05',
    'May–June 2024': '2024-05/2024-06', 'May 2024/June 2024': '2024-05/2024-06', 'Nov 2024 – Jan 2025': '2024-11/2025-01',
    '3. – 5. Mai 2024': '2024-05-03/2024-05-05', 'Q3–Q4 2024': '2024-Q3/2024-Q4', '450–400 BC': '-0449/-0399',
    'since 2024': '2024/..', 'seit Mai 2024': '2024-05/..', '2024-': '2024/..', '2024 – present': '2024/..',
    'until 2024': '../2024',
    'bis 2024': '../2024', '2024 /': '2024/.. 2024', '/ 2024': '../2024 2024',
    # A time of day with its zone.
    '2024-05-01 14:30Z': '2024-05-01T14:30Z', '2024-05-01T14:30:59Z': '2024-05-01T14:30Z',
    '2024-05-01T00:00:00.000+02:00': '2024-05-01T00:00+02:00', '2024-05-01T14:30+0200': '2024-05-01T14:30+02:00',
    '2024-05-01T14:30+02': '2024-05-01T14:30+02:00', '2024-05-01T14:30-00:00': '2024-05-01T14:30Z',
    '15/12/2025 14:30 UTC': '2025-12-15T14:30Z', '1. Mai 2027, 14:30 Uhr MESZ': '2027-05-01T14:30+02:00',
    'May 1, 2027 at 2:30 pm EST': '2027-05-01T14:30-05:00', 'May 1, 2027, 12:05 a.m. UTC': '2027-05-01T00:05Z',
    '2024-05-01T14:30/16:00Z': '2024-05-01T14:30Z/2024-05-01T16:00Z',
}  # fmt: skip

#: What nobody could tell the meaning of, or is no date.
MEANINGLESS = [
    '', '..', '-', '7', '/', 'hello', 'yesterday', 'now', 'unknown', 'TBD', '?', '31/31/2024', '15/12/25', '2025-13-01',
    '2024-02-30',
    '30 February 2024', 'Foo 2025', 'marsch 2025', '12024', 'Y-17000', '[1667,1668]', '2004-06-~11', 'after 1400', 'before 1400',
    'Christmas 2024', '2024-Q5', 'Q5 2024', 'H3 2024', '0000-00-00', '2025-W54',
    '14:30', '2025-05-01 25:00', '22.2025', '13.2025', 'XX. Jahr', 'IIII', '202X-05', '5 May', 'May 24', 'v1.2.3', '1.2', '3:30',
    'Dec 2025 ' * 10, '0 BC', '2024 – 2019', '1e9', 'early', 'c.', 'since', '\x00', '🎉 2024',
]  # fmt: skip


@pytest.mark.parametrize(('text', 'meanings'), MEANINGS.items())
def test_what_people_write_is_proposed_in_the_form_of_records(text: str, meanings: str) -> None:
    assert not is_date(text)
    assert proposals(text, is_date) == meanings.split(' ')
    with pytest.raises(ValueError, match=re.escape(f'(write {either(meanings.split(" "))}') + r'(; .+)?\)$'):
        parse_date(text)


@pytest.mark.parametrize(
    ('text', 'meaning'),
    [
        ('500 BCE', '-0499; 0000 is 1 BCE, -0001 is 2 BCE'),
        ('450–400 BC', '-0449/-0399; 0000 is 1 BCE, -0001 is 2 BCE'),
        ('spring 2024', '2024-21; 21 to 24 are spring, summer, fall and winter'),
        ('1990s', '199X; X is any digit'),
        ('c. 1400', '1400~; ~ is about'),
        ('probably 2025', '2025?; ? is uncertain'),
        ('since 2024', '2024/..; .. is an open end'),
        ('Dec 2025', '2025-12'),
        ('~2024', '2024~'),
        ('31/9/2026', 'the year, the month and the day, such as 2025-12-15'),
        ('30.02.2024', 'the year, the month and the day, such as 2025-12-15'),
        ('13-13-2024', 'the year, the month and the day, such as 2025-12-15'),
    ],
)
def test_a_sign_of_edtf_that_is_proposed_is_explained(text: str, meaning: str) -> None:
    with pytest.raises(ValueError, match=re.escape(f'(write {meaning})')):
        parse_date(text)


@pytest.mark.parametrize(
    ('text', 'forms'),
    [
        ('2024-05-01 14:30', '2024-05-01T14:30Z, 2024-05-01T14:30+02:00 or 2024-05-01'),
        ('2024-05-01T14:30', '2024-05-01T14:30Z, 2024-05-01T14:30+02:00 or 2024-05-01'),
        ('2024-05-01T14:30:00', '2024-05-01T14:30Z, 2024-05-01T14:30+02:00 or 2024-05-01'),
        ('5/6/2024 14:30', '2024-06-05T14:30Z or 2024-05-06T14:30Z'),
    ],
)
def test_a_time_without_its_zone_is_asked_for_it(text: str, forms: str) -> None:
    with pytest.raises(
        ValueError,
        match=re.escape(f"'{text}' has no time zone (write {forms}; Z is UTC, an offset such as +02:00 is ahead of it)"),
    ):
        parse_date(text)


@pytest.mark.parametrize('text', MEANINGLESS)
def test_nothing_is_proposed_where_nobody_could_tell(text: str) -> None:
    assert proposals(text, is_date) == []


@pytest.mark.parametrize('language', ['en', 'de', 'fr', 'es', 'it', 'nl', 'pt'])
@pytest.mark.parametrize('month', range(1, 13))
def test_what_pages_show_of_a_date_can_be_written_back(language: str, month: int) -> None:
    for form in (f'2024-{month:02}-17', f'2024-{month:02}'):
        shown = format_date(parse_date(form), language)
        assert proposals(shown, is_date) in ([form], []), shown
        if language in {'en', 'de'}:
            assert proposals(shown, is_date) == [form], shown


@given(
    st.dates(dt.date(1000, 1, 1), dt.date(9999, 12, 31)),
    st.sampled_from(['%d/%m/%Y', '%m/%d/%Y', '%d.%m.%Y', '%B %d, %Y', '%d %b %Y']),
)
def test_the_day_that_was_written_is_among_what_is_proposed(day: dt.date, form: str) -> None:
    found = proposals(day.strftime(form), is_date)
    assert day.isoformat() in found
    assert len(found) == 1 or ('/' in form and day.day <= 12)


@given(st.text(alphabet=st.sampled_from("0123456789-–/.~?%,' xXcsBCEmay"), max_size=60) | st.text(max_size=60))
def test_whatever_is_proposed_is_a_date(text: str) -> None:
    for one in proposals(text, is_date):
        assert is_date(one)


@pytest.mark.parametrize(
    'text', ['-' * 60, ' - ' * 20, '1 ' * 30, '- to ' * 12, 'c. ' * 20, '( ?' * 20, '–' * 10**6, '1' * 10**6]
)
def test_no_text_takes_long(text: str) -> None:
    start = time.process_time()
    assert proposals(text, is_date) == []
    assert time.process_time() - start < 0.5
