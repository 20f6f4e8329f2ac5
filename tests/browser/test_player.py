"""The player of an episode, heard through the recording of the guide's sample page."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final, Literal

import pytest
from playwright.sync_api import expect

from .support import sideways, texts

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page

    from .support import Open

SAMPLE: Final = 'guide/sample-episode.html'
LENGTH: Final = 75
CHAPTERS: Final = {'What you hear': 0, 'What to try': 20, 'The sleep timer': 45}
SPEEDS: Final = [0.5, 0.8, 1, 1.25, 1.5, 2, 3]
MINUTES: Final = [5, 10, 15, 20, 30, 45, 60, 120]
NOON: Final = '2026-06-01T12:00:00Z'
STOPPED: Final = 'The sleep timer has stopped playback.'


def player(page: Page) -> Locator:
    return page.get_by_role('group', name='Player')


def audio(page: Page, name: str) -> Any:
    """A property of the audio element."""
    return page.evaluate('(name) => document.querySelector(".chronicle-player audio")[name]', name)


def wait_for(page: Page, condition: str) -> None:
    """Wait until a condition on the `audio` element holds."""
    page.wait_for_function(f'() => {{ const audio = document.querySelector(".chronicle-player audio"); return {condition}; }}')


def play(page: Page) -> None:
    """Start it as a reader does, with a key, and wait until something is heard."""
    before = audio(page, 'currentTime')
    player(page).press('k')
    wait_for(page, f'!audio.paused && audio.currentTime > {before}')


def pause(page: Page) -> None:
    player(page).press('k')
    assert audio(page, 'paused')


def seek(page: Page, second: float) -> None:
    """Go to a second as the browser's own timeline does."""
    page.evaluate('(second) => { document.querySelector(".chronicle-player audio").currentTime = second; }', second)
    wait_for(page, f'!audio.seeking && audio.currentTime >= {second}')


def current(page: Page) -> list[str]:
    """The chapters marked as current in the list."""
    return texts(page.locator('.chronicle-infobox li a.internal[aria-current=true]:not(.chronicle-at)'))


def status(page: Page) -> Locator:
    return player(page).get_by_role('status')


def sleep_timer(page: Page) -> Locator:
    return page.get_by_label('Sleep timer')


def left(page: Page) -> Locator:
    return page.locator('.chronicle-left')


def hold_the_clock(page: Page) -> None:
    """Let no time pass but what a test lets pass; the recording plays on in real time."""
    page.clock.install(time=NOON)
    page.clock.pause_at('2026-06-01T12:01:00Z')


# -- before it plays -----------------------------------------------------------------------------------------------------


def test_without_javascript_there_are_the_browsers_controls_and_links_to_the_moments(open_page: Open) -> None:
    page = open_page(SAMPLE, java_script_enabled=False)
    element = page.locator('.chronicle-player audio')
    expect(element).to_be_visible()
    assert element.get_attribute('controls') is not None
    assert element.get_attribute('preload') == 'none'
    box = element.bounding_box()
    assert box is not None
    assert box['height'] >= 40
    expect(page.locator('.chronicle-player :is(button, select)')).to_have_count(0)
    links = [str(link.get_attribute('href')) for link in page.locator('section > p a.chronicle-at').all()]
    assert [link.partition('#')[2] for link in links] == ['t=23', 't=34', 't=65']
    for link in links:
        found = page.request.get(page.evaluate('(link) => new URL(link, location).href', link))
        assert found.headers['content-type'] == 'audio/mpeg'
        assert found.body()[:3] == b'ID3'


def test_nothing_is_downloaded_before_it_plays(open_page: Open) -> None:
    asked: list[str] = []
    page = open_page(SAMPLE, prepare=lambda page: page.on('request', lambda request: asked.append(request.url)))
    page.get_by_label('Speed').select_option('2')
    page.get_by_role('button', name='Next chapter').click()
    page.wait_for_load_state('networkidle')
    assert asked
    assert [address for address in asked if '.mp3' in address] == []
    assert audio(page, 'currentTime') == 20
    play(page)
    assert [address for address in asked if '.mp3' in address]
    assert audio(page, 'duration') == pytest.approx(LENGTH, abs=0.2)
    assert audio(page, 'currentTime') >= 20


# -- speeds --------------------------------------------------------------------------------------------------------------


def test_every_speed_is_set_and_survives_loading_the_file(open_page: Open) -> None:
    page = open_page(SAMPLE)
    speed = page.get_by_label('Speed')
    assert [float(option.get_attribute('value') or '') for option in speed.locator('option').all()] == SPEEDS
    expect(speed).to_have_value('1')
    speed.select_option('3')
    play(page)
    assert audio(page, 'playbackRate') == 3
    for chosen in SPEEDS:
        speed.select_option(str(chosen))
        assert audio(page, 'playbackRate') == chosen
        page.evaluate('() => document.querySelector(".chronicle-player audio").load()')
        wait_for(page, f'audio.playbackRate === {chosen}')
        expect(speed).to_have_value(str(chosen))


def test_a_speed_chosen_elsewhere_is_shown_and_a_chosen_one_is_remembered(open_page: Open) -> None:
    page = open_page(SAMPLE)
    page.evaluate('() => { document.querySelector(".chronicle-player audio").playbackRate = 2; }')
    expect(page.get_by_label('Speed')).to_have_value('2')
    page.get_by_label('Speed').select_option('1.25')
    page.reload()
    expect(page.get_by_label('Speed')).to_have_value('1.25')
    assert audio(page, 'playbackRate') == 1.25


# -- sleep timer ---------------------------------------------------------------------------------------------------------


def test_the_sleep_timer_offers_all_its_choices(open_page: Open) -> None:
    page = open_page(SAMPLE)
    expected = ['Off', 'End of episode', *(f'{minutes} minutes' for minutes in MINUTES)]
    assert texts(sleep_timer(page).locator('option')) == expected
    expect(sleep_timer(page)).to_have_value('off')


def test_each_number_of_minutes_stops_at_its_deadline_and_not_before(open_page: Open) -> None:
    page = open_page(SAMPLE, prepare=hold_the_clock)
    for minutes in MINUTES:
        play(page)
        sleep_timer(page).select_option(str(minutes))
        expect(left(page)).to_have_text(
            '1:00:00 left' if minutes == 60 else '2:00:00 left' if minutes == 120 else f'{minutes}:00 left'
        )
        page.clock.run_for((minutes * 60 - 1) * 1000)
        expect(left(page)).to_have_text('0:01 left')
        assert not audio(page, 'paused')
        expect(status(page)).to_be_empty()
        page.clock.run_for(1000)
        assert audio(page, 'paused')
        expect(status(page)).to_have_text(STOPPED)
        expect(sleep_timer(page)).to_have_value('off')
        expect(left(page)).to_be_empty()
        seek(page, 0)


def test_a_jump_of_the_clock_stops_it_as_after_the_sleep_of_a_laptop(open_page: Open) -> None:
    page = open_page(SAMPLE, prepare=hold_the_clock)
    play(page)
    sleep_timer(page).select_option('45')
    page.clock.fast_forward('44:00')
    assert not audio(page, 'paused')
    expect(left(page)).to_have_text('1:00 left')
    page.clock.fast_forward('02:00')
    assert audio(page, 'paused')
    expect(status(page)).to_have_text(STOPPED)


def test_it_stops_though_the_timers_of_a_hidden_page_sleep(open_page: Open) -> None:
    """Only the clock moves here, and no timer runs: what the recording itself tells is enough."""
    page = open_page(SAMPLE, prepare=hold_the_clock)
    play(page)
    sleep_timer(page).select_option('5')
    page.clock.set_system_time('2026-06-01T12:05:59Z')
    wait_for(page, f'audio.currentTime > {audio(page, "currentTime") + 0.6}')
    assert not audio(page, 'paused')
    page.clock.set_system_time('2026-06-01T12:06:01Z')
    wait_for(page, 'audio.paused')
    expect(status(page)).to_have_text(STOPPED)


def test_switching_the_timer_off_cancels_it_and_another_choice_begins_anew(open_page: Open) -> None:
    page = open_page(SAMPLE, prepare=hold_the_clock)
    play(page)
    sleep_timer(page).select_option('5')
    page.clock.run_for(4 * 60_000)
    sleep_timer(page).select_option('10')
    page.clock.run_for(9 * 60_000)
    expect(left(page)).to_have_text('1:00 left')
    sleep_timer(page).select_option('off')
    expect(left(page)).to_be_empty()
    page.clock.run_for(10 * 60_000)
    assert not audio(page, 'paused')
    expect(status(page)).to_be_empty()


def test_a_timer_that_ends_while_nothing_plays_says_nothing(open_page: Open) -> None:
    page = open_page(SAMPLE, prepare=hold_the_clock)
    sleep_timer(page).select_option('5')
    page.clock.run_for(5 * 60_000)
    expect(sleep_timer(page)).to_have_value('off')
    expect(status(page)).to_be_empty()


def test_end_of_episode_counts_the_time_that_is_left_at_its_speed_and_stops_at_the_end(open_page: Open) -> None:
    page = open_page(SAMPLE)
    play(page)
    pause(page)
    seek(page, 15)
    sleep_timer(page).select_option('end')
    expect(left(page)).to_have_text(re.compile(r'^1:0[01] left$'))
    page.get_by_label('Speed').select_option('2')
    seek(page, 15.5)
    expect(left(page)).to_have_text('0:30 left')
    seek(page, 74.2)
    play(page)
    expect(sleep_timer(page)).to_have_value('end')
    wait_for(page, 'audio.ended')
    expect(sleep_timer(page)).to_have_value('off')
    expect(status(page)).to_have_text(STOPPED)
    expect(left(page)).to_be_empty()


# -- chapters and times ----------------------------------------------------------------------------------------------------


def test_a_time_in_the_list_of_chapters_plays_from_there_and_marks_its_chapter(open_page: Open) -> None:
    page = open_page(SAMPLE)
    assert current(page) == []
    for title, second in reversed(CHAPTERS.items()):
        item = page.locator('.chronicle-infobox li').filter(has_text=title)
        item.locator('a.chronicle-at').click()
        wait_for(page, f'!audio.paused && audio.currentTime >= {second} && audio.currentTime < {second} + 5')
        assert current(page) == [title]
        expect(page.locator('h2 .chronicle-at[aria-current=true]')).to_have_text(f'0:{second:02}')
        expect(player(page).get_by_role('link')).to_have_text(title)
    assert page.url.endswith(SAMPLE)


def test_a_time_in_the_prose_or_in_a_heading_plays_from_there(open_page: Open) -> None:
    page = open_page(SAMPLE)
    for place, words, second in (('p', '0:23', 23), ('p', '1:05', 65), ('h3', '0:10', 10), ('h2', '0:45', 45)):
        page.locator(f'section > {place} a.chronicle-at').filter(has_text=words).click()
        wait_for(page, f'!audio.paused && audio.currentTime >= {second} && audio.currentTime < {second} + 5')
    assert page.url.endswith(SAMPLE)


@pytest.mark.parametrize('modifier', ['Control', 'Shift'])
def test_a_time_with_a_modifier_key_stays_a_link(open_page: Open, modifier: Literal['Control', 'Shift']) -> None:
    page = open_page(SAMPLE)
    with page.context.expect_page() as opened:
        page.locator('section > p a.chronicle-at').first.click(modifiers=[modifier])
    opened.value.wait_for_url(re.compile(r'sample-episode\.mp3#t=23$'), wait_until='commit')
    assert audio(page, 'paused')


def test_the_buttons_lead_to_the_chapters_before_and_after(open_page: Open) -> None:
    page = open_page(SAMPLE)
    previous, following = (page.get_by_role('button', name=f'{word} chapter') for word in ('Previous', 'Next'))
    for second in (20, 45):
        expect(following).not_to_have_attribute('aria-disabled', 'true')
        following.click()
        assert audio(page, 'currentTime') == second
    expect(following).to_have_attribute('aria-disabled', 'true')
    following.press('Enter')
    assert audio(page, 'currentTime') == 45
    assert current(page) == ['The sleep timer']
    expect(player(page).get_by_role('link')).to_have_attribute('href', '#at-0-45')
    for second in (20, 0, 0):
        previous.click()
        assert audio(page, 'currentTime') == second
    play(page)
    pause(page)
    # Well into a chapter the button first leads to its beginning.
    seek(page, 30)
    previous.click()
    assert audio(page, 'currentTime') == 20


def test_the_mark_goes_on_to_the_next_chapter_as_it_begins(open_page: Open) -> None:
    page = open_page(SAMPLE)
    play(page)
    assert current(page) == ['What you hear']
    seek(page, 19.5)
    assert current(page) == ['What you hear']
    wait_for(page, 'audio.currentTime > 20.4')
    assert current(page) == ['What to try']
    expect(player(page).get_by_role('link')).to_have_text('What to try')


# -- places: sharing, coming back --------------------------------------------------------------------------------------------


def test_a_moment_beyond_all_numbers_does_not_stop_the_script(open_page: Open) -> None:
    errors: list[str] = []
    page = open_page(
        f'{SAMPLE}?t={"9" * 400}', prepare=lambda page: page.on('pageerror', lambda error: errors.append(str(error)))
    )
    expect(player(page)).to_be_visible()
    assert errors == []


@pytest.mark.parametrize('address_of_a_moment', ['?t=30', '#t=30'])
def test_a_shared_time_is_where_it_starts(open_page: Open, address_of_a_moment: str) -> None:
    page = open_page(SAMPLE + address_of_a_moment)
    assert audio(page, 'currentTime') == 30
    assert current(page) == ['What to try']
    play(page)
    assert 30 < audio(page, 'currentTime') < 35


def test_a_time_in_the_address_of_the_open_page_is_gone_to(open_page: Open) -> None:
    page = open_page(f'{SAMPLE}?t=50')
    page.evaluate("() => { location.hash = 't=30'; }")
    wait_for(page, 'audio.currentTime === 30')
    page.evaluate("() => { location.hash = 'what-to-try'; }")
    page.wait_for_function("() => location.hash === '#what-to-try'")
    assert audio(page, 'currentTime') == 30


def test_the_place_is_kept_until_the_episode_ends_and_a_shared_time_comes_first(open_page: Open) -> None:
    page = open_page(SAMPLE)
    play(page)
    seek(page, 50)
    pause(page)
    place = audio(page, 'currentTime')
    page.reload()
    assert audio(page, 'currentTime') == place
    expect(status(page)).to_have_text('Resumes at 0:50')
    assert current(page) == ['The sleep timer']
    play(page)
    assert place < audio(page, 'currentTime') < place + 5
    expect(status(page)).to_be_empty()
    page.goto(f'{SAMPLE}?t=10')
    assert audio(page, 'currentTime') == 10
    expect(status(page)).to_be_empty()
    page.get_by_label('Speed').select_option('3')
    play(page)
    seek(page, 74)
    wait_for(page, 'audio.ended')
    page.goto(SAMPLE)
    assert audio(page, 'currentTime') == 0
    assert audio(page, 'playbackRate') == 3
    expect(status(page)).to_be_empty()


def test_the_link_to_a_moment_is_copied_and_leads_there(open_page: Open) -> None:
    page = open_page(f'{SAMPLE}#at-0-20', permissions=['clipboard-read', 'clipboard-write'])
    play(page)
    pause(page)
    seek(page, 42.7)
    page.get_by_role('button', name='Copy link to this moment').press('Enter')
    expect(status(page)).to_have_text('Link to 0:42 copied')
    copied = page.evaluate('() => navigator.clipboard.readText()')
    assert copied == page.url.replace('#at-0-20', '?t=42')
    assert audio(open_page(copied), 'currentTime') == 42


def test_without_a_clipboard_the_link_is_shown(open_page: Open) -> None:
    def forbid(page: Page) -> None:
        page.add_init_script('navigator.clipboard.writeText = () => Promise.reject(new DOMException("no"));')

    page = open_page(f'{SAMPLE}?t=7', prepare=forbid)
    page.get_by_role('button', name='Copy link to this moment').click()
    expect(status(page)).to_have_text(page.url)


# -- keys ------------------------------------------------------------------------------------------------------------------


def test_lock_screens_know_the_episode_and_their_keys_work(open_page: Open) -> None:
    page = open_page(
        SAMPLE,
        prepare=lambda page: page.add_init_script("""
            window.handlers = {};
            MediaSession.prototype.setActionHandler = (action, handler) => { handlers[action] = handler; };
        """),
    )
    assert page.evaluate('() => navigator.mediaSession.metadata') is None
    play(page)
    metadata = page.evaluate('() => { const { title, artist } = navigator.mediaSession.metadata; return [title, artist]; }')
    assert metadata == ['Sample episode', 'Sample of the guide']

    def act(action: str, details: str = '') -> float:
        return float(
            page.evaluate(f"""() => {{
                handlers.{action}({{ action: '{action}'{details} }});
                return document.querySelector('.chronicle-player audio').currentTime;
            }}""")
        )

    act('pause')
    assert audio(page, 'paused')
    assert act('seekto', ', seekTime: 50') == 50
    assert act('seekbackward') == 35
    assert act('seekforward') == 50
    assert act('previoustrack') == 45
    assert act('previoustrack') == 20
    assert act('nexttrack') == 45
    act('play')
    wait_for(page, '!audio.paused && audio.currentTime > 45')
    assert set(page.evaluate('() => Object.keys(handlers)')) == {
        'play', 'pause', 'seekto', 'seekbackward', 'seekforward', 'previoustrack', 'nexttrack'
    }  # fmt: skip


def test_keys_play_pause_and_skip(open_page: Open) -> None:
    page = open_page(f'{SAMPLE}?t=40')
    player(page).focus()
    for key, second in (('l', 55), ('j', 40), ('ArrowRight', 55), ('ArrowLeft', 40), ('j', 25), ('j', 10), ('j', 0)):
        page.keyboard.press(key)
        assert audio(page, 'currentTime') == second
    scrolled = page.evaluate('() => scrollY')
    for key in ('Space', 'k', 'K'):
        page.keyboard.press(key)
        wait_for(page, '!audio.paused')
        page.keyboard.press(key)
        assert audio(page, 'paused')
    assert page.evaluate('() => scrollY') == scrolled
    place = audio(page, 'currentTime')
    for key in ('Control+k', 'Alt+l', 'Meta+j'):
        page.keyboard.press(key)
        assert (audio(page, 'paused'), audio(page, 'currentTime')) == (True, place)


def test_keys_do_in_a_choice_and_on_a_button_what_they_do_elsewhere(open_page: Open) -> None:
    page = open_page(f'{SAMPLE}?t=40')
    for label in ('Speed', 'Sleep timer'):
        for key in ('k', 'j', 'l', 'ArrowLeft', 'ArrowRight'):
            page.get_by_label(label).press(key)
            assert (audio(page, 'paused'), audio(page, 'currentTime')) == (True, 40), (label, key)
    page.get_by_label('Speed').press('ArrowDown')
    assert audio(page, 'playbackRate') == 1.25
    page.get_by_role('button', name='Next chapter').press('Space')
    assert (audio(page, 'paused'), audio(page, 'currentTime')) == (True, 45)
    page.get_by_role('button', name='Next chapter').press('k')
    wait_for(page, '!audio.paused')


def test_keys_outside_of_the_player_are_left_alone(open_page: Open) -> None:
    page = open_page(f'{SAMPLE}?t=40')
    page.locator('h1 a').focus()
    for key in ('k', 'j', 'l'):
        page.keyboard.press(key)
    assert (audio(page, 'paused'), audio(page, 'currentTime')) == (True, 40)


FOCUSED = """() => {
    const element = document.activeElement;
    if (!element.closest('.chronicle-player')) return null;
    const { outlineStyle, outlineWidth } = getComputedStyle(element);
    return [
        element.matches('audio') ? 'audio' : element.ariaLabel || element.labels?.[0]?.firstChild.data || element.textContent,
        element.matches('audio') || (outlineStyle !== 'none' && parseFloat(outlineWidth) >= 2),
    ];
}"""


def test_tab_walks_through_all_of_the_player_and_the_focus_can_be_seen(open_page: Open) -> None:
    page = open_page(SAMPLE)
    page.locator('h1 a').focus()
    walked: list[list[Any]] = []
    for _ in range(40):
        page.keyboard.press('Tab')
        focused = page.evaluate(FOCUSED)
        if focused is None and walked:
            break
        if focused and focused not in walked:
            walked.append(focused)
    assert walked == [
        [name, True]
        for name in (
            'audio', 'Previous chapter', 'Next chapter', 'What you hear', 'Speed', 'Sleep timer', 'Copy link to this moment'
        )
    ]  # fmt: skip


# -- room ------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize('width', [320, 1440])
def test_everything_of_the_player_has_room(open_page: Open, width: int) -> None:
    page = open_page(SAMPLE, width=width, prepare=hold_the_clock)
    sleep_timer(page).select_option('120')
    expect(left(page)).to_have_text('2:00:00 left')
    assert sideways(page) == 0
    outer = player(page).bounding_box()
    assert outer is not None
    boxes = [
        box
        for part in player(page).locator('audio, button, select, a:not(.chronicle-at), label, .chronicle-left').all()
        if (box := part.bounding_box())
    ]
    assert len(boxes) == 10
    for box in boxes:
        assert box['x'] >= outer['x']
        assert box['x'] + box['width'] <= outer['x'] + outer['width'] + 0.5
    cut = """(parts) => parts
        .filter(({ scrollWidth, clientWidth }) => clientWidth && scrollWidth > clientWidth + 1)
        .map((part) => part.textContent)"""
    assert player(page).locator('button, label, .chronicle-left, a').evaluate_all(cut) == []
