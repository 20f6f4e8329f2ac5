/* The player of an episode. It adds to the browser's audio controls, or to the link to a video, what they lack. */
(() => {
  const SPEEDS = [0.5, 0.8, 1, 1.25, 1.5, 2, 3];
  const SLEEP_MINUTES = [5, 10, 15, 20, 30, 45, 60, 120];
  const SKIP_SECONDS = 15;
  const RESTART_SECONDS = 3;

  function make(name, properties, ...children) {
    const element = Object.assign(document.createElement(name), properties);
    element.append(...children);
    return element;
  }

  const makeButton = (name, words, onclick) =>
    make('button', { type: 'button', className: `chronicle-${name}`, onclick }, words);

  const makeChoice = (words, options, ...more) => {
    const select = make('select', {}, ...options.map(([value, text]) => new Option(text, value)));
    return [select, make('div', { className: 'chronicle-field' }, make('label', {}, words, select), ...more)];
  };

  const fill = (words, value) => words.replace(/%[ds]/, () => value);

  /** 3725 becomes 1:02:05. */
  const clock = (seconds) => new Date(seconds * 1000).toISOString().slice(11, 19).replace(/^(00:)?0?/, '');

  function seek(media, seconds) {
    media.currentTime = Math.max(0, seconds);
    media.dispatchEvent(new Event('timeupdate')); // Audio that is not loaded yet sends none.
  }

  /** A file that does not load, or a pause that comes first, shows in the browser's controls. */
  const play = (media) => media.play()?.catch(() => {});

  /** A frame of YouTube, used like an audio element. All it knows of its time is the second it was last loaded at. */
  class Video extends EventTarget {
    constructor(root) {
      super();
      Object.assign(this, { root, second: 0, frame: make('iframe') });
    }
    get paused() {
      return !this.frame.isConnected;
    }
    get currentTime() {
      return this.second;
    }
    set currentTime(second) {
      this.second = second;
      if (!this.paused) this.play();
    }
    play() {
      const { video, title } = this.root.dataset;
      this.frame.remove();
      // A new frame each time: a new address in the old one would be a step for the Back button.
      this.frame = make('iframe', {
        src: `https://www.youtube-nocookie.com/embed/${video}?autoplay=1&start=${this.second}`,
        title,
        allow: 'autoplay; encrypted-media; fullscreen; picture-in-picture',
        referrerPolicy: 'strict-origin-when-cross-origin', // YouTube refuses a page without a name.
      });
      this.root.prepend(this.frame);
      this.dispatchEvent(new Event('play'));
    }
    pause() {
      this.frame.remove();
      this.dispatchEvent(new Event('pause'));
    }
  }

  function makeChapters({ root, media, labels, actions }) {
    const chapters = JSON.parse(root.dataset.chapters || '[]');
    if (!chapters.length) return '';
    const links = chapters.map(([, , anchor]) =>
      document.querySelectorAll(`.chronicle-infobox li [href="#${anchor}"], [id="${anchor}"] > :is(h2, h3) .chronicle-at`),
    );
    const title = make('a', { className: 'chronicle-current' });
    const indexAt = (seconds) => chapters.filter(([start]) => start <= seconds).length - 1;
    const go = (index) => chapters[index] && seek(media, chapters[index][0]);
    actions.previoustrack = () => go(Math.max(0, indexAt(media.currentTime - RESTART_SECONDS)));
    actions.nexttrack = () => go(indexAt(media.currentTime) + 1);
    const previous = makeButton('previous', '', actions.previoustrack);
    const next = makeButton('next', '', actions.nexttrack);
    let shown;

    function show() {
      const hasBegun = !media.paused || media.currentTime > 0;
      const index = hasBegun ? indexAt(media.currentTime) : -1;
      if (index === shown) return;
      shown = index;
      const [, words, anchor] = chapters[Math.max(0, index)];
      Object.assign(title, { textContent: words, href: `#${anchor}` });
      links.forEach((same, at) => same.forEach((link) => (link.ariaCurrent = at === index ? 'true' : null)));
      next.ariaDisabled = index === chapters.length - 1; // Unlike "disabled" it does not drop the focus.
    }

    previous.ariaLabel = labels.previous;
    next.ariaLabel = labels.next;
    media.addEventListener('timeupdate', show);
    media.addEventListener('play', show);
    show();
    const row = make('div', { className: 'chronicle-chapter' }, previous, next, title);
    // Say where a button led, but not each chapter that begins by itself.
    row.addEventListener('focusin', () => (title.ariaLive = 'polite'));
    row.addEventListener('focusout', () => (title.ariaLive = 'off'));
    return row;
  }

  function makeSpeed({ media, labels }) {
    const { lang } = document.documentElement;
    const [select, field] = makeChoice(
      labels.speed,
      SPEEDS.map((speed) => [speed, `${speed.toLocaleString(lang || [])}×`]),
    );
    // The default too: loading the file returns to it.
    select.onchange = () => (media.defaultPlaybackRate = media.playbackRate = select.value);
    const show = () => (select.value = media.playbackRate);
    media.addEventListener('ratechange', show);
    media.controlsList?.add('noplaybackrate'); // One choice of speeds is enough.
    show();
    return field;
  }

  function makeSleepTimer({ media, labels, say, isAudio }) {
    const left = make('span', { className: 'chronicle-left' });
    const end = isAudio ? [['end', labels.end]] : []; // A frame does not tell when it ends.
    const minutes = SLEEP_MINUTES.map((number) => [number, fill(labels.minutes, number)]);
    const [select, field] = makeChoice(labels.sleep, [['off', labels.off], ...end, ...minutes], left);
    let deadline;
    let ticking;

    // The deadline is a time of day: browsers slow down what counts seconds in the background.
    const secondsLeft = () =>
      select.value === 'end' ? (media.duration - media.currentTime) / media.playbackRate : (deadline - Date.now()) / 1000;

    function choose() {
      clearInterval(ticking);
      if (select.value !== 'off') ticking = setInterval(check, 1000);
      deadline = Date.now() + select.value * 60000; // Not a number for "off" and "end", so never reached.
      check();
    }

    function check() {
      if (select.value === 'end' ? media.ended : secondsLeft() <= 0) {
        if (select.value === 'end' || !media.paused) say(labels.stopped);
        media.pause();
        select.value = 'off';
        choose();
      }
      const seconds = secondsLeft();
      left.textContent = seconds > 0 ? fill(labels.left, clock(Math.ceil(seconds))) : '';
    }

    select.onchange = choose;
    for (const type of ['timeupdate', 'ended']) media.addEventListener(type, check);
    document.addEventListener('visibilitychange', check);
    return field;
  }

  const makeShare = ({ media, labels, say }) =>
    makeButton('share', labels.share, async () => {
      const second = Math.floor(media.currentTime);
      const address = new URL(`?t=${second}`, location);
      try {
        await navigator.clipboard.writeText(address);
        say(fill(labels.copied, clock(second)), 4);
      } catch {
        say(address); // Without a clipboard it can at least be selected.
      }
    });

  const secondOf = (text) => Number(/[?&#]t=(\d{1,9})/.exec(text)?.[1] || 0);
  const secondOfHash = () => secondOf(location.hash);
  const secondOfAddress = () => secondOfHash() || secondOf(location.search);

  /** Goes to the second of the address, or to where one stopped, and keeps the place until the episode ends. */
  function keepPlace({ root, media, labels, say }) {
    const name = `chronicle:${root.dataset.episode}`;
    const save = () => {
      try {
        const position = media.ended ? 0 : media.currentTime;
        localStorage.setItem(name, JSON.stringify({ position, speed: media.playbackRate }));
      } catch {} // Storage may be full or forbidden.
    };
    const asked = secondOfAddress();
    try {
      const { position, speed } = JSON.parse(localStorage.getItem(name)) || {};
      if (SPEEDS.includes(speed)) media.defaultPlaybackRate = media.playbackRate = speed;
      if (!asked && position > 0) {
        seek(media, position);
        say(fill(labels.resume, clock(position)));
      }
    } catch {}
    if (asked) seek(media, asked);
    addEventListener('hashchange', () => secondOfHash() && seek(media, secondOfHash()));
    for (const type of ['timeupdate', 'pause', 'ended']) media.addEventListener(type, save);
    root.addEventListener('change', save);
  }

  /** Keys of the keyboard while the player has the focus, and those of headphones and lock screens. */
  function listenForKeys({ root, media, actions }) {
    const pause = () => media.pause();
    const toggle = () => (media.paused ? play(media) : pause());
    const back = () => seek(media, media.currentTime - SKIP_SECONDS);
    const forward = () => seek(media, media.currentTime + SKIP_SECONDS);
    const seekto = ({ seekTime }) => seek(media, seekTime);
    const keys = { ' ': toggle, k: toggle, j: back, l: forward, arrowleft: back, arrowright: forward };
    Object.assign(actions, { play: () => play(media), pause, seekbackward: back, seekforward: forward, seekto });

    root.tabIndex = -1; // So that a click on the player gives it the keys.
    root.addEventListener('keydown', (event) => {
      const { target } = event;
      const key = event.key.toLowerCase(); // Caps Lock may be on.
      // Browsers' own controls (volume, timeline) have use for these keys, buttons for the space bar.
      const users = `select${'jkl'.includes(key) ? '' : ', audio'}${key === ' ' ? ', button' : ''}`;
      if (!keys[key] || event.ctrlKey || event.altKey || event.metaKey || target.matches(users)) return;
      event.preventDefault();
      keys[key]();
    });

    media.addEventListener('play', () => {
      const { title, show } = root.dataset;
      navigator.mediaSession.metadata = new MediaMetadata({ title, artist: show });
      for (const action in actions) navigator.mediaSession.setActionHandler(action, actions[action]);
    });
  }
  function startAudio(player) {
    const { root, media, line } = player;
    const tools = [makeSpeed(player), makeSleepTimer(player), makeShare(player), line];
    root.append(makeChapters(player), make('div', { className: 'chronicle-tools' }, ...tools));
    keepPlace(player);
    listenForKeys(player);
  }

  /** The video is on another host, so nothing is loaded before a click. */
  function startVideo(player) {
    const { root, media, labels, line } = player;
    const load = makeButton('load', labels.load, () => {
      media.play();
      media.frame.focus();
    });
    const offer = make('div', { className: 'chronicle-offer' }, load, make('p', {}, labels.notice));
    const tools = make('div', { className: 'chronicle-tools' }, makeSleepTimer(player));
    const controls = make('div', {}, makeChapters(player), tools);
    media.addEventListener('play', () => offer.replaceWith(controls));
    media.addEventListener('pause', () => controls.replaceWith(offer));
    root.prepend(offer);
    root.append(line);
    seek(media, secondOfAddress());
  }

  function start(root) {
    const audio = root.querySelector('audio');
    const media = audio || new Video(root);
    const line = make('p', { className: 'chronicle-status', role: 'status' });
    let waiting;
    const say = (words, seconds) => {
      clearTimeout(waiting);
      line.textContent = words;
      if (seconds) waiting = setTimeout(say, seconds * 1000, '');
    };
    const labels = JSON.parse(root.dataset.labels);
    const player = { root, media, labels, line, say, actions: {}, isAudio: Boolean(audio) };
    Object.assign(root, { role: 'group', ariaLabel: labels.player });
    (audio ? startAudio : startVideo)(player);
    media.addEventListener('play', () => say(''));
    return player;
  }

  const players = [...document.querySelectorAll('.chronicle-player')].map(start);

  /** Times of an episode on this page play here, those of a video once it is loaded; all others are links as always. */
  document.addEventListener('click', (event) => {
    const link = event.target.closest('.chronicle-at[data-seconds]');
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    const player = players.find(({ root, media, isAudio }) =>
      isAudio ? link.href.startsWith(media.src) : !media.paused && link.href.includes(root.dataset.video),
    );
    if (!player) return;
    event.preventDefault();
    seek(player.media, link.dataset.seconds);
    if (player.isAudio) play(player.media);
  });
})();
