"""The player of an episode whose recording is a video elsewhere; a frame of our own stands in for it."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any, Final

import pytest
from playwright.sync_api import expect

from .support import EPISODE, NARROW, WIDE, is_ours, refuse_videos, sideways, texts, violations_in_both_schemes

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Frame, Locator, Page, Route

    from .support import Open

HOST: Final = 'https://www.youtube-nocookie.com'
LENGTH: Final = 4057

#: A player as YouTube's is to those who send it messages: it tells where it is once it is asked, and then what is new.
STAND_IN: Final = """<!doctype html><html lang="en"><title>Video</title><script>
    const info = { currentTime: START, playbackRate: 1, playerState: 1, duration: LENGTH, volume: 100 };
    const commands = [];
    let target;
    function tell(some) {
        Object.assign(info, some);
        parent.postMessage(JSON.stringify({ event: 'infoDelivery', id: 1, channel: 'widget', info: some }), target);
    }
    const doing = {
        seekTo: (currentTime) => tell({ currentTime }),
        setPlaybackRate: (playbackRate) => tell({ playbackRate }),
        pauseVideo: () => tell({ playerState: 2 }),
        playVideo: () => tell({ playerState: 1 }),
    };
    addEventListener('message', ({ data, origin }) => {
        const { event, func, args } = JSON.parse(data);
        target = origin;
        if (event === 'listening') return setTimeout(tell, DELAY, info);
        commands.push([func, ...args]);
        doing[func](...args);
    });
</script></html>"""


def stand_in(delay: int = 0) -> Callable[[Page], object]:
    """Put a frame in the place of YouTube's that answers after so many milliseconds, or never if that is negative."""

    def answer(route: Route) -> None:
        start = re.search(r'[?&]start=(\d+)', route.request.url)
        body = STAND_IN.replace('START', start[1] if start else '0').replace('LENGTH', str(LENGTH)).replace('DELAY', str(delay))
        body = body if delay >= 0 else '<!doctype html><html lang="en"><title>Silent</title></html>'
        route.fulfill(content_type='text/html', body=body)

    return lambda page: page.route(lambda address: not is_ours(address), answer)


def load(page: Page) -> Locator:
    page.get_by_role('button', name='Play here').click()
    return page.locator('.chronicle-player iframe')


def inside(page: Page) -> Frame:
    """The frame that stands in, once it has been heard."""
    expect(page.get_by_label('Speed')).to_be_visible()
    (frame,) = (one for one in page.frames if one.url.startswith(f'{HOST}/embed/Y3Vb6ecvfpU'))
    return frame


def commands(page: Page, count: int) -> Any:
    """The next commands that the frame has got."""
    inside(page).wait_for_function('(count) => commands.length >= count', arg=count)
    return inside(page).evaluate('() => commands.splice(0)')


def tell(page: Page, **info: Any) -> None:
    inside(page).evaluate('(info) => tell(info)', info)


def dock(page: Page) -> Locator:
    return page.get_by_role('group', name='Now playing')


def current(page: Page) -> Locator:
    return page.locator('.chronicle-two a.internal[aria-current=true]')


def status(page: Page) -> Locator:
    return page.get_by_role('group', name='Player').get_by_role('status')


def time_at(page: Page, anchor: str) -> Locator:
    return page.locator(f'[id="{anchor}"] > :is(h2, h3) .chronicle-at')


# -- before it plays -----------------------------------------------------------------------------------------------------


def test_nothing_of_the_video_is_asked_for_before_the_click_and_the_frame_after_it(open_page: Open) -> None:
    asked: list[list[str]] = []
    page = open_page(EPISODE, prepare=lambda page: asked.append(refuse_videos(page)))
    page.wait_for_load_state('networkidle')
    assert asked == [[]]
    expect(page.locator('iframe')).to_have_count(0)
    expect(dock(page)).to_have_count(0)
    with page.expect_request(re.compile('youtube-nocookie')) as request:
        page.get_by_role('button', name='Play here').press('Enter')
    origin = page.evaluate('() => location.origin')
    address = f'{HOST}/embed/Y3Vb6ecvfpU?autoplay=1&start=0&enablejsapi=1&origin={origin}'
    assert request.value.url == address
    expect(page.locator('.chronicle-player iframe')).to_have_attribute('src', address)
    expect(page.locator('script[src*=youtube]')).to_have_count(0)


def test_a_shared_time_starts_the_video_there(open_page: Open) -> None:
    page = open_page(f'{EPISODE}?t=2249', prepare=stand_in())
    expect(load(page)).to_have_attribute('src', re.compile('start=2249&'))
    expect(current(page)).to_contain_text('Scaling Nemotron')


# -- one that answers ------------------------------------------------------------------------------------------------------


def test_the_video_is_followed_by_chapter(open_page: Open) -> None:
    page = open_page(EPISODE, prepare=stand_in())
    load(page)
    for second, title, time in ((0, 'Intro', '0:00'), (930, 'Releasing datasets', '15:30'), (4000, 'Advice', '1:06:40')):
        tell(page, currentTime=second + 0.4)
        expect(current(page)).to_contain_text(title)
        expect(page.locator('.chronicle-current')).to_contain_text(title)
        expect(dock(page).get_by_role('link')).to_contain_text(title)
        expect(dock(page).locator('span')).to_have_text(time)
        expect(dock(page).locator('span')).to_have_attribute('data-end', '1:07:37')


def test_a_time_on_the_page_is_gone_to_without_loading_the_frame_again(open_page: Open) -> None:
    page = open_page(EPISODE, prepare=stand_in())
    frame = load(page)
    inside(page)
    address = frame.get_attribute('src')
    time_at(page, 'at-15-23').click()
    page.locator('.chronicle-hour [data-seconds="1345"]').click()
    page.locator('blockquote a.chronicle-at', has_text='1:02:18').press('Enter')
    page.get_by_role('button', name='Previous chapter').click()
    assert [command for command in commands(page, 7) if command[0] == 'seekTo'] == [
        ['seekTo', 923, True], ['seekTo', 1345, True], ['seekTo', 3738, True], ['seekTo', 3644, True]
    ]  # fmt: skip
    expect(frame).to_have_attribute('src', address or '')
    assert len(page.frames) == 2


def test_a_time_plays_a_video_that_was_paused(open_page: Open) -> None:
    page = open_page(EPISODE, prepare=stand_in())
    load(page)
    tell(page, playerState=2)
    expect(dock(page)).to_be_hidden()
    time_at(page, 'at-23-20').click()
    assert commands(page, 2) == [['seekTo', 1400, True], ['playVideo']]
    expect(dock(page)).to_be_visible()


def test_the_speed_is_set_and_one_that_is_chosen_in_the_frame_is_shown(open_page: Open) -> None:
    page = open_page(EPISODE, prepare=stand_in())
    load(page)
    inside(page)
    page.get_by_label('Speed').select_option('1.5')
    assert commands(page, 1) == [['setPlaybackRate', 1.5]]
    button = dock(page).get_by_role('button', name='1.5×')
    button.click()
    assert commands(page, 1) == [['setPlaybackRate', 2]]
    expect(page.get_by_label('Speed')).to_have_value('2')
    tell(page, playbackRate=1.25)
    expect(page.get_by_label('Speed')).to_have_value('1.25')
    expect(dock(page).get_by_role('button', name='1.25×')).to_be_visible()


def test_the_sleep_timer_pauses_the_video_and_knows_its_end(open_page: Open) -> None:
    page = open_page(EPISODE, prepare=stand_in())
    frame = load(page)
    inside(page)
    timer = page.get_by_label('Sleep timer')
    assert texts(timer.locator('option'))[:3] == ['Off', 'End of episode', '5 minutes']
    tell(page, currentTime=4000)
    timer.select_option('end')
    expect(page.locator('.chronicle-left')).to_have_text(re.compile(r'^0:5\d left$'))
    tell(page, currentTime=LENGTH, playerState=0)
    assert commands(page, 1) == [['pauseVideo']]
    expect(status(page)).to_have_text('The sleep timer has stopped playback.')
    expect(timer).to_have_value('off')
    expect(frame).to_have_count(1)


def test_the_link_to_the_moment_of_a_video_is_copied(open_page: Open) -> None:
    page = open_page(EPISODE, prepare=stand_in(), permissions=['clipboard-read', 'clipboard-write'])
    load(page)
    tell(page, currentTime=1401.7)
    page.get_by_role('button', name='Copy link to this moment').click()
    expect(status(page)).to_have_text('Link to 23:21 copied')
    assert page.evaluate('() => navigator.clipboard.readText()') == f'{page.url}?t=1401'


FORGED: Final = json.dumps({'event': 'infoDelivery', 'info': {'currentTime': 3700, 'playerState': 1}})


def test_only_the_frame_itself_is_heard(open_page: Open) -> None:
    page = open_page(EPISODE, prepare=stand_in())
    load(page)
    inside(page)
    expect(current(page)).to_contain_text('Intro')
    # From the page, which has another origin, and from a second frame of the same host.
    page.evaluate('(forged) => postMessage(forged, "*")', FORGED)
    page.evaluate(
        """([host, forged]) => new Promise((done) => {
            const other = Object.assign(document.createElement('iframe'), { src: `${host}/embed/other` });
            other.onload = done;
            document.body.append(other);
        })""",
        [HOST, FORGED],
    )
    (other,) = (frame for frame in page.frames if frame.url.endswith('/other'))
    other.evaluate('(forged) => parent.postMessage(forged, "*")', FORGED)
    # Messages come in their order, so the forged ones are over when this one is heard.
    tell(page, volume=50)
    page.evaluate('() => new Promise((done) => setTimeout(done, 100))')
    expect(current(page)).to_contain_text('Intro')


# -- one that does not -------------------------------------------------------------------------------------------------------


def test_a_time_that_is_asked_for_before_the_answer_is_gone_to_with_it(open_page: Open) -> None:
    page = open_page(EPISODE, prepare=stand_in(delay=1000))
    frame = load(page)
    time_at(page, 'at-15-23').click()
    assert commands(page, 1)[0] == ['seekTo', 923, True]
    expect(frame).to_have_attribute('src', re.compile('start=0&'))
    expect(current(page)).to_contain_text('Releasing datasets')


@pytest.mark.parametrize('prepare', [stand_in(delay=-1), refuse_videos], ids=['silent', 'refused'])
def test_one_that_says_nothing_in_three_seconds_is_loaded_again_at_each_time(
    open_page: Open, prepare: Callable[[Page], object]
) -> None:
    page = open_page(EPISODE, prepare=prepare)
    frame = load(page)
    link = time_at(page, 'at-15-23')
    assert link.get_attribute('href') == 'https://www.youtube.com/watch?v=Y3Vb6ecvfpU&t=923'
    link.press('Enter')
    expect(frame).to_have_attribute('src', re.compile('start=0&'))
    expect(frame).to_have_attribute('src', re.compile('start=923&'))
    expect(current(page)).to_contain_text('Releasing datasets')
    page.wait_for_timeout(3300)
    page.get_by_role('button', name='Next chapter').press('Enter')
    expect(frame).to_have_attribute('src', re.compile('start=1345&'), timeout=500)
    # It does not tell how fast it plays, nor where it is, nor when it ends.
    expect(page.get_by_label('Speed')).to_have_count(0)
    expect(dock(page).locator('span')).to_be_empty()
    expect(dock(page).get_by_role('button')).to_have_count(1)
    minutes = [f'{minutes} minutes' for minutes in (5, 10, 15, 20, 30, 45, 60, 120)]
    assert texts(page.get_by_label('Sleep timer').locator('option')) == ['Off', *minutes]
    dock(page).get_by_role('button', name='Pause').click()
    expect(frame).to_have_count(0)
    expect(page.get_by_role('button', name='Play here')).to_be_visible()


def test_the_sleep_timer_unloads_a_silent_video_when_its_time_has_come(open_page: Open) -> None:
    def prepare(page: Page) -> None:
        refuse_videos(page)
        page.clock.install()

    page = open_page(EPISODE, prepare=prepare)
    frame = load(page)
    page.get_by_label('Sleep timer').select_option('5')
    page.clock.run_for(4 * 60_000)
    expect(frame).to_have_count(1)
    expect(page.locator('.chronicle-left')).to_have_text(re.compile(r'^(1:00|0:5\d|1:01) left$'))
    page.clock.run_for(61_000)
    expect(frame).to_have_count(0)
    expect(status(page)).to_have_text('The sleep timer has stopped playback.')


# -- the row below -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize('width', [360, 1280])
def test_the_player_stays_in_sight_in_a_row_while_it_plays(open_page: Open, width: int) -> None:
    # A page that glides would move a time away from under the pointer.
    page = open_page(EPISODE, width=width, prepare=stand_in(), reduced_motion='reduce')
    load(page)
    inside(page)
    height = page.evaluate('() => innerHeight')
    for anchor in ('at-15-23', 'at-1-05-01'):
        time_at(page, anchor).click()
        expect(dock(page)).to_be_in_viewport(ratio=1)
        box = dock(page).bounding_box()
        assert box is not None
        assert (box['height'], round(box['y'] + box['height'])) == (56, height)
        parts = [inner for part in dock(page).locator('*').all() if (inner := part.bounding_box())]
        assert all(box['y'] <= inner['y'] <= inner['y'] + inner['height'] <= height for inner in parts)
    assert sideways(page) == 0
    pause = dock(page).get_by_role('button', name='Pause')
    pause.press('Enter')
    assert commands(page, 5)[-1] == ['pauseVideo']
    # It goes when the focus does.
    expect(dock(page).get_by_role('button', name='Play')).to_be_focused()
    page.get_by_role('button', name='Next chapter').focus()
    expect(dock(page)).to_be_hidden()


def test_axe_finds_nothing_in_a_player_that_answers_nor_in_its_row(open_page: Open) -> None:
    pages = [open_page(EPISODE, width=width, prepare=stand_in()) for width in (WIDE, NARROW)]
    for page in pages:
        load(page)
        inside(page)
        expect(dock(page)).to_be_visible()
        # The row is fixed to the lower edge, and buttons that are half below it have half their size.
        page.locator('.chronicle-chapter').evaluate('(row) => row.scrollIntoView({ block: "center", behavior: "instant" })')
    assert violations_in_both_schemes(*pages, within='article') == []
