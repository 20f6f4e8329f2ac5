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

  const on = (media, types, act) => types.split(' ').forEach((type) => media.addEventListener(type, act));

  const makeButton = (name, words, onclick) =>
    make('button', { type: 'button', className: `chronicle-${name}`, onclick }, words);

  const makeChoice = (words, options, ...more) => {
    const select = make('select', {}, ...options.map(([value, text]) => new Option(text, value)));
    return [select, make('div', { className: 'chronicle-field' }, make('label', {}, words, select), ...more)];
  };

  const isModified = (event) => event.ctrlKey || event.altKey || event.metaKey;

  const fill = (words, value) => words.replace(/%[ds]/, () => value);

  /** 3725 becomes 1:02:05. */
  const clock = (seconds) => new Date(seconds * 1000).toISOString().slice(11, 19).replace(/^(00:)?0?/, '');

  const emit = (media, ...types) => types.forEach((type) => media.dispatchEvent(new Event(type)));

  function seek(media, seconds) {
    media.currentTime = Math.max(0, seconds);
    emit(media, 'timeupdate'); // Audio that is not loaded yet sends none.
  }

  /** A file that does not load, or a pause that comes first, shows in the browser's controls. */
  const play = (media) => media.play()?.catch(() => {});
  const toggle = (media) => (media.paused ? play(media) : media.pause());

  const HOST = 'https://www.youtube-nocookie.com';
  const PATIENCE = 3000;

  /**
   * A frame of YouTube, used like an audio element. Its player says where it is and takes commands, in messages; one that says
   * nothing within three seconds knows only the second it was last loaded at, and is loaded again to go elsewhere.
   */
  class Video extends EventTarget {
    constructor(root) {
      super();
      this.root = root;
      this.info = { currentTime: 0, playbackRate: 1, playerState: 1 };
      this.frame = make('iframe');
      this.waits = true;
      this.answers = false;
      addEventListener('message', (event) => this.hear(event));
    }
    get paused() {
      return !this.frame.isConnected || ![1, 3].includes(this.info.playerState); // It plays, or waits for data.
    }
    get ended() {
      return !this.info.playerState;
    }
    get duration() {
      return this.info.duration;
    }
    get currentTime() {
      return this.info.currentTime;
    }
    set currentTime(second) {
      this.wanted = this.info.currentTime = second;
      if (this.answers) this.tell('seekTo', second, true);
      else if (!this.waits) this.load();
    }
    get playbackRate() {
      return this.info.playbackRate;
    }
    set playbackRate(rate) {
      this.tell('setPlaybackRate', +rate);
    }
    play() {
      if (this.answers) this.tell('playVideo');
      else this.load();
    }
    pause() {
      if (this.answers) return this.tell('pauseVideo');
      this.frame.remove();
      this.waits = true;
      emit(this, 'pause', 'unload');
    }
    load() {
      const { video, title } = this.root.dataset;
      this.frame.remove();
      this.waits = true;
      this.wanted = NaN;
      // A new frame each time: a new address in the old one would be a step for the Back button.
      this.frame = make('iframe', {
        src: `${HOST}/embed/${video}?autoplay=1&start=${this.currentTime | 0}&enablejsapi=1&origin=${location.origin}`,
        title,
        allow: 'autoplay; fullscreen; picture-in-picture',
        referrerPolicy: 'origin', // YouTube refuses a page without a name.
        onload: () => {
          this.tell();
          setTimeout(() => {
            this.waits = false;
            if (!this.answers && this.wanted >= 0) this.load();
          }, PATIENCE);
        },
      });
      this.root.prepend(this.frame);
      emit(this, 'play');
    }
    tell(func, ...args) {
      const event = func ? 'command' : 'listening';
      this.frame.contentWindow?.postMessage(JSON.stringify({ event, func, args, id: 1, channel: 'widget' }), HOST);
    }
    hear({ origin, source, data }) {
      if (origin !== HOST || source !== this.frame.contentWindow) return;
      const { paused, answers, wanted } = this;
      Object.assign(this.info, JSON.parse(data).info); // Each says only what is new.
      this.answers = true;
      if (!answers) {
        emit(this, 'answer');
        if (wanted >= 0) this.currentTime = wanted;
      }
      if (paused !== this.paused) emit(this, paused ? 'play' : 'pause');
      emit(this, 'ratechange', 'timeupdate');
    }
  }

  /** The player in one row at the lower edge of the window, as long as it plays. */
  function makeDock({ root, media, labels }) {
    const title = make('a');
    const time = make('span');
    const button = makeButton('toggle', '', () => toggle(media));
    const speed = makeButton('rate', '', () => (media.playbackRate = SPEEDS[SPEEDS.indexOf(media.playbackRate) + 1] || SPEEDS[0]));
    const dock = make('div', { className: 'chronicle-dock', role: 'group', ariaLabel: labels.dock }, button, title, time, speed);
    const show = () => {
      const { paused, currentTime, duration, answers = true } = media;
      dock.hidden = paused;
      button.ariaLabel = labels[paused ? 'play' : 'pause'];
      // A video that does not answer does not tell where it is.
      time.textContent = answers ? clock(currentTime) : '';
      time.dataset.end = duration ? clock(duration) : '';
      speed.hidden = !answers;
      speed.textContent = number(media.playbackRate);
      speed.title = labels.speed;
      dock.style.backgroundSize = `${(currentTime / duration) * 100 || 0}% 3px`;
    };
    on(media, 'play pause timeupdate ratechange', show);
    on(media, 'play', () => dock.isConnected || root.closest('article, [role=main], body').append(dock));
    return title;
  }

  function makeChapters(player) {
    const { root, media, labels, actions } = player;
    const chapters = JSON.parse(root.dataset.chapters || '[]');
    if (!chapters.length) return '';
    const links = chapters.map(([start, , anchor]) =>
      document.querySelectorAll(`.chronicle-infobox [href="#${anchor}"], .chronicle-at[data-seconds="${start}"]`),
    );
    const title = make('a', { className: 'chronicle-current' });
    const indexAt = (seconds) => chapters.filter(([start]) => start <= seconds).length - 1;
    const go = (index) => chapters[index] && seek(media, chapters[index][0]);
    actions.previoustrack = () => go(Math.max(0, indexAt(media.currentTime - RESTART_SECONDS)));
    actions.nexttrack = () => go(indexAt(media.currentTime) + 1);
    const previous = makeButton('previous', '', actions.previoustrack);
    const next = makeButton('next', '', actions.nexttrack);
    const docked = makeDock(player);
    let shown;

    function show() {
      const index = !media.paused || media.currentTime > 0 ? indexAt(media.currentTime) : -1;
      if (index === shown) return;
      shown = index;
      const [, words, anchor] = chapters[Math.max(0, index)];
      for (const link of [title, docked]) Object.assign(link, { textContent: words, href: `#${anchor}` });
      links.forEach((same, at) => same.forEach((link) => (link.ariaCurrent = at === index ? 'true' : null)));
      next.ariaDisabled = index === chapters.length - 1; // Unlike "disabled" it does not drop the focus.
    }

    previous.ariaLabel = labels.previous;
    next.ariaLabel = labels.next;
    on(media, 'timeupdate play', show);
    show();
    const row = make('div', { className: 'chronicle-chapter' }, previous, next, title);
    // Say where a button led, but not each chapter that begins by itself.
    on(row, 'focusin', () => (title.ariaLive = 'polite'));
    on(row, 'focusout', () => (title.ariaLive = 'off'));
    return row;
  }

  const number = (speed) => `${speed.toLocaleString(document.documentElement.lang || [])}×`;

  function makeSpeed({ media, labels }) {
    const [select, field] = makeChoice(
      labels.speed,
      SPEEDS.map((speed) => [speed, number(speed)]),
    );
    // The default too: loading the file returns to it.
    select.onchange = () => (media.defaultPlaybackRate = media.playbackRate = select.value);
    const show = () => (select.value = media.playbackRate);
    on(media, 'ratechange', show);
    media.controlsList?.add('noplaybackrate'); // One choice of speeds is enough.
    show();
    return field;
  }

  function makeSleepTimer({ media, labels, say }) {
    const left = make('span', { className: 'chronicle-left' });
    const minutes = SLEEP_MINUTES.map((number) => [number, fill(labels.minutes, number)]);
    const [select, field] = makeChoice(labels.sleep, [['off', labels.off], ...minutes], left);
    // A frame that does not answer does not tell when it ends.
    on(media, 'answer', () => select.add(new Option(labels.end, 'end'), 1));
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
    on(media, 'timeupdate ended', check);
    on(document, 'visibilitychange', check);
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
    on(media, 'timeupdate pause ended', save);
    on(root, 'change', save);
  }

  /** Keys of the keyboard while the player has the focus, and those of headphones and lock screens. */
  function listenForKeys({ root, media, actions }) {
    const pause = () => media.pause();
    const back = () => seek(media, media.currentTime - SKIP_SECONDS);
    const forward = () => seek(media, media.currentTime + SKIP_SECONDS);
    const seekto = ({ seekTime }) => seek(media, seekTime);
    const keys = { ' ': toggle, k: toggle, j: back, l: forward, arrowleft: back, arrowright: forward };
    Object.assign(actions, { play: () => play(media), pause, seekbackward: back, seekforward: forward, seekto });

    root.tabIndex = -1; // So that a click on the player gives it the keys.
    on(root, 'keydown', (event) => {
      const { target } = event;
      const key = event.key.toLowerCase(); // Caps Lock may be on.
      // Browsers' own controls (volume, timeline) have use for these keys, buttons for the space bar.
      const users = `select${'jkl'.includes(key) ? '' : ', audio'}${key === ' ' ? ', button' : ''}`;
      if (!keys[key] || isModified(event) || target.matches(users)) return;
      event.preventDefault();
      keys[key](media);
    });

    on(media, 'play', () => {
      const { title, show } = root.dataset;
      navigator.mediaSession.metadata = new MediaMetadata({ title, artist: show });
      for (const action in actions) navigator.mediaSession.setActionHandler(action, actions[action]);
    });
  }

  /** The video is on another host, so nothing is loaded before a click. */
  function offerVideo({ root, media, line }, controls) {
    const offer = root.querySelector('.chronicle-offer');
    const load = offer.firstChild;
    on(load, 'click', () => {
      media.play();
      media.frame.focus();
    });
    load.disabled = false;
    on(media, 'play', () => offer.replaceWith(controls));
    on(media, 'unload', () => controls.replaceWith(offer));
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
    const player = { root, media, labels, line, say, actions: {} };
    const tools = make('div', { className: 'chronicle-tools' }, makeSleepTimer(player));
    const controls = make('div', {}, makeChapters(player), tools);
    Object.assign(root, { role: 'group', ariaLabel: labels.player });
    on(media, 'play', () => say(''));
    on(media, 'answer', () => {
      tools.prepend(makeSpeed(player));
      tools.append(makeShare(player), line);
    });
    if (audio) {
      emit(media, 'answer'); // The browser's own player always does.
      root.append(controls);
      keepPlace(player);
      listenForKeys(player);
    } else offerVideo(player, controls);
    return player;
  }

  const players = [...document.querySelectorAll('.chronicle-player')].map(start);

  /** Times of an episode on this page play here, those of a video once it is loaded; all others are links as always. */
  on(document, 'click', (event) => {
    const link = event.target.closest('.chronicle-at[data-seconds]');
    if (!link || event.shiftKey || isModified(event)) return;
    const { href } = new URL(link.getAttribute('href'), location); // In a drawing it is no text.
    const player = players.find(({ root, media }) =>
      media.src ? href.startsWith(media.src) : media.frame.isConnected && href.includes(root.dataset.video),
    );
    if (!player) return;
    event.preventDefault();
    seek(player.media, link.dataset.seconds);
    if (player.media.answers !== false) play(player.media);
  });
})();
