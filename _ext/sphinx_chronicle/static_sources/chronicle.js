/* Filters, sorting, comparison, links: each adds to a page that is complete without it. */
(() => {
  // -- shared ----------------------------------------------------------------

  const all = (selector, root = document) => [...root.querySelectorAll(selector)];
  const wordsOf = (element) => JSON.parse(element?.dataset.labels || "{}");
  const fill = (pattern, ...values) => pattern.replace(/%[ds]/g, () => values.shift());

  const build = (name, attributes, ...children) => {
    const element = document.createElement(name);
    for (const key in attributes) element.setAttribute(key, attributes[key]);
    element.append(...children);
    return element;
  };

  const buildButton = (onClick, attributes, ...children) => {
    const button = build("button", { type: "button", class: "chronicle-quiet", ...attributes }, ...children);
    button.addEventListener("click", onClick);
    return button;
  };

  const liveRegion = document.body.appendChild(build("div", { class: "chronicle-live", role: "status" }));
  let messageTimer;

  const announce = (message, pause = 0, isVisible = false) => {
    clearTimeout(messageTimer);
    messageTimer = setTimeout(() => {
      liveRegion.classList.toggle("chronicle-live-visible", isVisible);
      liveRegion.textContent = message;
      messageTimer = setTimeout(() => liveRegion.replaceChildren(), 2000);
    }, pause);
  };

  const readQuery = (name) => new URLSearchParams(location.search).get(name) || "";

  // Without a fragment, since a shared address should not lead past what was filtered.
  const writeQuery = (values, isReplaced, hash = "") => {
    const query = new URLSearchParams(location.search);
    const before = `${query}`;
    for (const name in values) {
      if (values[name]) query.set(name, values[name]);
      else query.delete(name);
    }
    if (`${query}` === before) return;
    const search = `?${query}`.replace(/%2C/g, ",").replace(/^\?$/, "");
    try {
      history[isReplaced ? "replaceState" : "pushState"](null, "", location.pathname + search + hash);
    } catch {
      // Safari allows a hundred changes in half a minute; the next one catches up.
    }
  };

  // -- long lists ------------------------------------------------------------

  const FIRST = 16; // More than a window shows.
  const NEXT = 100;
  const FRAME = 30; // Milliseconds, in which the browser draws.

  // A list of which some elements may be hidden. These are taken out of the page, where hundreds of them would cost a browser
  // more than all others. What is below the window comes later, in slices, so that the next frame does not wait for it.
  class List {
    constructor(parent) {
      this.parent = parent;
      this.elements = [...parent.children];
      this.shown = this.elements;
      this.filled = this.shown.length;
      addEventListener("beforeprint", () => this.fill(Infinity));
    }

    show(elements = this.elements) {
      const shown = elements.filter(({ hidden }) => !hidden);
      this.elements = elements;
      if (shown.every((element, index) => element === this.shown[index]) && !this.shown[shown.length]) return;
      this.shown = shown;
      this.filled = 0;
      this.parent.replaceChildren();
      this.fill(shown.length > NEXT ? FIRST : NEXT);
    }

    fill(count = NEXT) {
      clearTimeout(this.timer);
      const end = this.filled + count;
      this.parent.append(...this.shown.slice(this.filled, end));
      this.filled = end;
      if (end < this.shown.length) this.timer = setTimeout(() => this.fill(), FRAME);
    }
  }

  const lists = new Map();
  const listOf = (parent) => lists.get(parent) || lists.set(parent, new List(parent)).get(parent);

  const elementOf = (id) => {
    const found = document.getElementById(id);
    if (found || !id) return found;
    const elements = [...lists.values()].flatMap((list) => list.elements);
    return elements.flatMap((element) => [element, ...all("[id]", element)]).find((element) => element.id === id);
  };

  // -- filter bars -----------------------------------------------------------

  const fold = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();

  // Even an attribute set to what it was makes the browser look again.
  const setHidden = (element, isHidden) => {
    if (element?.hidden === !isHidden) element.hidden = isHidden;
  };

  // What makes no sense without the list. A section with a bar stays: it is the way back.
  const holdersOf = (list) => {
    const holders = [list.closest(".chronicle-scroll") || list];
    const heading = holders[0].previousElementSibling;
    if (heading?.matches(".rubric")) holders.push(heading);
    let section = list.closest("section");
    while (section && !section.querySelector(".chronicle-filter")) {
      holders.push(section);
      section = section.parentElement.closest("section");
    }
    return holders;
  };

  const missesOf = (item, tests) => {
    const missed = [];
    for (const [name, passes] of tests) {
      if (missed.length < 2 && !passes(item)) missed.push(name);
    }
    return missed;
  };

  const refreshOptions = (select, options, counts) => {
    options.forEach(([value, label], index) => {
      const option = select.options[index + 1];
      const text = option.selected ? label : `${label} (${counts[value] || 0})`;
      if (option.text !== text) option.text = text;
      option.disabled = !counts[value] && !option.selected;
    });
  };

  class Filter {
    constructor(bar, index) {
      const { spans = {}, order = [], ...facets } = JSON.parse(bar.dataset.facets || "{}");
      this.bar = bar;
      this.words = wordsOf(bar);
      this.prefix = index ? `${bar.dataset.scope}.` : "";
      this.order = order;
      this.facets = Object.entries(facets);
      this.spans = Object.entries(spans); // Of numbers: the names of the two controls, and the options of both.
      this.controls = {};
      this.items = new Map();
      this.lists = new Set();
      this.holders = new Map();
      const scope = `[data-scope="${bar.dataset.scope}"]`;
      all(`${scope}:not(.chronicle-filter, .chronicle-chart)`).forEach((list) => this.addList(list));
      this.marks = all(`.chronicle-chart${scope} ol a`).map((mark) => [mark, this.itemOf(elementOf(mark.getAttribute("href").slice(1)))]);
      this.jump = bar.parentElement.querySelector(":scope > .chronicle-jump");
      this.buildBar();
      this.restore();
      // To fold a thousand cards takes a while, for which the browser has time before the first search.
      for (const item of this.items.values()) window.requestIdleCallback?.(() => this.textOf(item));
    }

    // The item that something is in, if it is one of ours.
    itemOf(part) {
      return part && (this.items.get(part) || this.itemOf(part.parentElement));
    }

    addList(element) {
      const list = listOf(element.tBodies?.[0] || element);
      this.lists.add(list);
      const items = list.elements.map((element) => {
        const { dataset } = element.querySelector(":scope > .chronicle-card") || element;
        const values = {};
        for (const [name] of [...this.facets, ...this.spans]) values[name] = (dataset[name] || "").split(" ");
        return { element, values };
      });
      for (const item of items) this.items.set(item.element, item);
      for (const holder of holdersOf(element)) this.holders.set(holder, [...(this.holders.get(holder) || []), ...items]);
    }

    buildBar() {
      const { bar, words } = this;
      const known = Object.fromEntries(this.facets);
      const spans = Object.fromEntries(this.spans);
      const selects = this.order.map((name) => (known[name] ? this.buildSelect(name, known[name]) : this.buildRange(spans[name])));
      const search = this.buildControl("q", build("input", { type: "search", placeholder: words.find }), words.search);
      // Closed on small screens, where it would push the first card off the page.
      const summary = build("summary", {}, words.filters);
      this.details = build("details", {}, summary, build("div", {}, ...selects));
      this.details.open = matchMedia("(min-width: 48rem)").matches;
      this.count = build("span");
      this.clearButton = buildButton(() => this.clear(), {}, words.clear);
      const said = bar.querySelector("p").childNodes;
      bar.replaceChildren(search, selects.length ? this.details : ""); // What has kept their room goes.
      (this.jump || bar).append(build("p", {}, ...said, this.count, this.clearButton));
      bar.addEventListener("input", () => this.onInput());
      bar.addEventListener("change", () => this.onChange());
      bar.hidden = false;
    }

    buildControl(name, control, label) {
      control.name = name;
      control.autocomplete = "off"; // What a browser restores would contradict the address.
      this.controls[name] = control;
      return build("label", {}, build("span", {}, label), control);
    }

    buildSelect(name, options, all = this.words.all[name]) {
      const choices = options.map(([value, label]) => new Option(label, value));
      return this.buildControl(name, build("select", {}, new Option(all, ""), ...choices), this.words[name]);
    }

    // The two ends of a span of numbers. The least and the most are what there is; a sign says more than that.
    buildRange([ends, options]) {
      const edges = [options[0][1], options[options.length - 1][1]];
      const controls = ends.map((end, index) => {
        const sign = this.words[end].match(/[≥≤]$/)?.[0];
        return this.buildSelect(end, sign ? options.map(([value, label]) => [value, `${sign} ${label}`]) : options, sign ? this.words[end] : edges[index]);
      });
      return build("div", { class: "chronicle-range" }, ...controls);
    }

    onInput() {
      cancelAnimationFrame(this.frame);
      this.frame = requestAnimationFrame(() => this.commit(true));
    }

    onChange() {
      cancelAnimationFrame(this.frame);
      this.commit(false);
    }

    // A word typed is one step in the history, not one for each letter.
    commit(isTyping) {
      this.refresh();
      writeQuery(this.state(), this.isTyping);
      this.isTyping = isTyping;
      announce(this.count.textContent, 500);
    }

    clear() {
      this.restore("");
      this.commit(false);
      this.controls.q.focus();
    }

    state() {
      return Object.fromEntries(Object.entries(this.controls).map(([name, { value }]) => [this.prefix + name, value.trim()]));
    }

    restore(fixedValue) {
      for (const [name, control] of Object.entries(this.controls)) {
        control.value = fixedValue ?? readQuery(this.prefix + name);
        if (control.selectedIndex < 0) control.value = ""; // An option that no longer exists.
        if (control.value && control !== this.controls.q) this.details.open = true;
      }
      this.isTyping = false;
      this.refresh();
    }

    // Words are tested last: they cost the most, and two misses end the testing.
    tests() {
      const { controls } = this;
      const tests = [];
      for (const [name] of this.facets) {
        const { value } = controls[name];
        if (value) tests.push([name, ({ values }) => values[name].includes(value)]);
      }
      for (const [name, [ends]] of this.spans) {
        const [from, to] = ends.map((end) => controls[end].value);
        if (from || to) {
          const [first, last] = [+(from || -Infinity), +(to || Infinity)].sort((one, other) => one - other);
          tests.push([name, ({ values: { [name]: [start, end = start] } }) => start && start <= last && end >= first]);
        }
      }
      const words = fold(controls.q.value).split(/\s+/).filter(Boolean);
      if (words.length) tests.push(["q", (item) => words.every((word) => this.textOf(item).includes(word))]);
      return tests;
    }

    textOf(item) {
      item.text = item.text || fold(item.element.textContent);
      return item.text;
    }

    refresh() {
      const tests = this.tests();
      const counts = Object.fromEntries(this.facets.map(([name]) => [name, { __proto__: null }]));
      let shown = 0;
      for (const item of this.items.values()) {
        const missed = missesOf(item, tests);
        setHidden(item.element, missed.length > 0);
        if (!missed.length) shown += 1;
        // An item that fails one facet only would show if that facet changed, so it counts there.
        for (const name in counts) {
          if (missed.length < 2 && (!missed.length || missed[0] === name)) {
            for (const value of item.values[name]) counts[name][value] = (counts[name][value] || 0) + 1;
          }
        }
      }
      for (const [name, options] of this.facets) refreshOptions(this.controls[name], options, counts[name]);
      this.count.textContent = fill(this.words.count, shown, this.items.size);
      this.clearButton.hidden = !tests.length;
      for (const control of Object.values(this.controls)) control.classList.toggle("chronicle-set", control.value !== "");
      for (const [mark, item] of this.marks) mark.classList.toggle("chronicle-out", !!item?.element.hidden);
      this.refreshHolders();
      for (const list of this.lists) list.show();
    }

    refreshHolders() {
      for (const [holder, items] of this.holders) {
        const isEmpty = items.every(({ element }) => element.hidden);
        setHidden(holder, isEmpty);
        if (!holder.id) continue;
        for (const link of all(`:is(.toc-tree, .chronicle-jump) a[href="#${CSS.escape(holder.id)}"]`)) {
          setHidden(link.closest("li"), isEmpty);
          const number = link.querySelector("small");
          if (number) number.textContent = items.filter(({ element }) => !element.hidden).length;
        }
      }
    }

    // The reader asked for the target, so the filter that hides it gives way.
    reveal(target) {
      const isIn = (holder) => holder.hidden && holder.contains(target);
      if (!this.itemOf(target)?.element.hidden && ![...this.holders.keys()].some(isIn)) return false;
      this.restore("");
      writeQuery(this.state(), true, location.hash);
      return true;
    }
  }

  // -- sortable tables -------------------------------------------------------

  const collator = new Intl.Collator(document.documentElement.lang || [], { numeric: true });

  // Neither marks of doubts nor what stands beneath a value are part of it.
  const textOf = (cell) => {
    const copy = cell.cloneNode(true);
    all(".chronicle-mark, small", copy).forEach((part) => part.remove());
    return copy.textContent.trim();
  };

  const valueOf = (cell) => (cell ? (cell.dataset.value ?? textOf(cell)) : "");

  const compareValues = (one, other) => one - other || collator.compare(one, other);

  // What has no value stands last in either direction.
  const sortRows = (rows, column, sign) => {
    const keyed = rows.map((row) => [valueOf(row.cells[column]), row]);
    keyed.sort(([one], [other]) => (one && other ? sign * compareValues(one, other) : !one - !other));
    return keyed.map(([, row]) => row);
  };

  const makeSortable = (table) => {
    const list = listOf(table.tBodies[0]);
    const rows = list.elements; // In the order of the page, which equal rows keep.
    const headers = [...table.tHead.rows[0].cells];

    const sortBy = (header) => {
      const order = header.getAttribute("aria-sort") === "ascending" ? "descending" : "ascending";
      headers.forEach((other) => other.removeAttribute("aria-sort"));
      header.setAttribute("aria-sort", order);
      list.show(sortRows(rows, header.cellIndex, order === "ascending" ? 1 : -1));
    };

    for (const header of headers) {
      header.append(buildButton(() => sortBy(header), { class: "chronicle-sort" }, ...header.childNodes));
    }
  };

  // -- comparison ------------------------------------------------------------

  const MOST_COMPARED = 4;

  const cloneContent = (element) => {
    const clone = element.cloneNode(true);
    all("[id]", clone).forEach((part) => part.removeAttribute("id"));
    return [...clone.childNodes];
  };

  class Comparison {
    constructor(table, index) {
      this.words = wordsOf(table);
      this.parameter = index ? `compare-${index + 1}` : "compare";
      this.columns = [...table.tHead.rows[0].cells].slice(1);
      this.records = new Map();
      this.line = build("p");
      this.panel = build("div", { class: "chronicle-compare", role: "region", tabindex: "0", "aria-label": this.words.compare });
      this.tray = build("div", { class: "chronicle-tray" }, this.line, this.panel);
      (table.closest(".chronicle-scroll") || table).after(this.tray);
      this.addCheckboxes(table);
      this.restore();
    }

    addCheckboxes(table) {
      table.tHead.rows[0].prepend(build("td"));
      for (const row of listOf(table.tBodies[0]).elements) {
        const header = row.cells[0];
        const id = header.querySelector("a[href*='#']")?.hash.slice(1).replace(/^entry-/, "");
        row.prepend(build("td", {}, id ? this.buildCheckbox(id, { row, header }) : ""));
      }
    }

    // The name is an attribute: as text, the filter would find its words in every row.
    buildCheckbox(id, record) {
      const name = textOf(record.header);
      const checkbox = build("input", { type: "checkbox", autocomplete: "off", "aria-label": fill(this.words.pick, name) });
      checkbox.addEventListener("change", () => this.toggle(id));
      this.records.set(id, { ...record, id, name, checkbox });
      return build("label", { class: "chronicle-pick" }, checkbox);
    }

    toggle(id) {
      const others = this.chosen.filter((other) => other !== id);
      if (others.length < MOST_COMPARED) {
        this.choose(others.length < this.chosen.length ? others : [...others, id]);
      } else {
        this.refresh(this.words.full);
        announce(this.words.full);
      }
    }

    choose(chosen) {
      this.chosen = chosen;
      this.refresh();
      writeQuery({ [this.parameter]: chosen.join() });
      announce(`${this.words.compare}: ${chosen.map((id) => this.records.get(id).name).join(", ")}`);
    }

    // The button goes with its column, so the focus has to be led on.
    remove(ids) {
      this.choose(this.chosen.filter((id) => !ids.includes(id)));
      (this.panel.hidden ? this.records.get(ids[0]).checkbox : this.panel).focus();
    }

    restore() {
      const known = readQuery(this.parameter).split(",").filter((id) => this.records.has(id));
      this.chosen = [...new Set(known)].slice(0, MOST_COMPARED);
      this.refresh();
    }

    refresh(note = this.chosen.length < 2 ? this.words.hint : "") {
      for (const [id, { checkbox }] of this.records) checkbox.checked = this.chosen.includes(id);
      this.panel.hidden = this.chosen.length < 2;
      this.panel.replaceChildren(this.panel.hidden ? "" : this.buildTable());
      this.refreshTray(note);
    }

    refreshTray(note) {
      const close = buildButton(() => this.remove(this.chosen), {}, this.words.close);
      this.tray.classList.toggle("chronicle-tray-used", this.chosen.length > 0);
      this.line.replaceChildren(note || `${this.words.compare} (${this.chosen.length})`, this.chosen.length ? close : "");
    }

    buildTable() {
      const chosen = this.chosen.map((id) => this.records.get(id));
      const head = build("tr", {}, build("td"), ...chosen.map((record) => this.buildHeader(record)));
      const rows = this.columns.map((column) => this.buildRow(column, chosen));
      return build("table", { class: "chronicle-table" }, build("thead", {}, head), build("tbody", {}, ...rows));
    }

    buildHeader({ id, name, header }) {
      const { remove } = this.words;
      const button = buildButton(() => this.remove([id]), { "aria-label": `${remove} ${name}` }, remove);
      return build("th", { scope: "col" }, ...cloneContent(header), button);
    }

    buildRow(column, chosen) {
      const cells = chosen.map(({ row }) => row.cells[column.cellIndex]);
      const values = new Set(cells.map((cell) => valueOf(cell).toLowerCase()).filter(Boolean));
      if (!values.size) return "";
      const differs = values.size > 1; // What is not known differs from nothing.
      const header = build("th", { scope: "row" }, column.textContent, differs ? build("small", {}, this.words.differs) : "");
      const copies = cells.map((cell) => build("td", {}, ...cloneContent(cell)));
      return build("tr", { class: differs ? "chronicle-differs" : "" }, header, ...copies);
    }
  }

  // -- links -----------------------------------------------------------------

  const filters = all(".chronicle-filter").map((bar, index) => new Filter(bar, index));
  all("table[data-sortable]").forEach(makeSortable);
  all(".chronicle-jump").forEach((jump) => {
    const links = all("a", jump);
    const headings = links.map((link) => document.getElementById(link.hash.slice(1)));
    const mark = () => {
      const below = jump.getBoundingClientRect().bottom + 24;
      const passed = headings.filter((heading) => !heading.hidden && heading.getBoundingClientRect().top <= below);
      const current = headings.indexOf(passed.pop() || headings.find((heading) => !heading.hidden));
      links.forEach((link, index) => (index === current ? link.setAttribute("aria-current", "true") : link.removeAttribute("aria-current")));
    };
    const observer = new IntersectionObserver(mark);
    headings.forEach((heading) => observer.observe(heading));
    addEventListener("scrollend", mark);
    mark();
  });
  const comparisons = all("table[data-compare]").map((table, index) => new Comparison(table, index));

  const openDetails = (target) => {
    const closed = target.closest("details:not([open])");
    if (closed) closed.open = openDetails(closed) || true;
    return !!closed;
  };

  const targetOfAddress = () => {
    try {
      return elementOf(decodeURIComponent(location.hash.slice(1)));
    } catch {
      return null; // A stray percent sign.
    }
  };

  const showTarget = (hasMoved) => {
    const target = targetOfAddress();
    if (!target) return;
    const changes = [!target.isConnected, openDetails(target), ...filters.map((filter) => filter.reveal(target)), hasMoved];
    lists.forEach((list) => list.fill(Infinity));
    if (changes.includes(true)) target.scrollIntoView({ behavior: "instant" });
  };

  const words = wordsOf(document.querySelector(".chronicle-words"));
  // The address of a record leaves out how its reader filtered the page.
  const copyAddress = async ({ href }) => {
    await navigator.clipboard.writeText(href.replace(/\?[^#]*/, ""));
    announce(words.copied, 0, true);
  };

  // The links of a citation lead to files of BibTeX, and name an entry in each. The day on which a reader looked is that of the reader.
  const fetchEntry = async ({ href, hash }) => {
    const entries = (await (await fetch(href)).text()).trim().split("\n\n");
    const found = entries.find((entry) => entry.startsWith(`@misc{${hash.slice(1)},`));
    return found.replace("\n howpublished", `\n urldate={${new Date().toISOString().slice(0, 10)}},$&`);
  };

  const showCitation = async (details) => {
    const text = (await Promise.all(all("a", details).map(fetchEntry))).join("\n\n");
    const copy = () => navigator.clipboard.writeText(text).then(() => announce(words.cited, 0, true), () => {});
    details.append(build("pre", {}, text), navigator.clipboard ? buildButton(copy, {}, words.copy) : "");
  };

  // Where files cannot be fetched, the links lead to them.
  for (const details of all(".chronicle-cite")) details.addEventListener("toggle", () => showCitation(details).catch(() => {}), { once: true });

  document.addEventListener("click", ({ target, ctrlKey, metaKey, shiftKey }) => {
    const link = target.closest("a[href*='#']");
    if (!link || ctrlKey || metaKey || shiftKey) return;
    const isOfRecord = link.closest(".chronicle-title") || link.closest("section")?.querySelector(":scope > .chronicle-infobox");
    if (link.matches(".headerlink") && isOfRecord) copyAddress(link).catch(() => {});
    if (link.href === location.href) showTarget(); // No event tells of an address that stays the same.
  });

  addEventListener("hashchange", () => showTarget());
  addEventListener("popstate", () => [...filters, ...comparisons].forEach((part) => part.restore()));

  // A shared address opens at what it filters or compares; who comes back to a page is where they were.
  const chosen = comparisons.find(({ panel }) => !panel.hidden)?.panel || filters.find(({ clearButton }) => !clearButton.hidden)?.bar;
  if (location.hash) showTarget(location.search !== "");
  else if (chosen) {
    openDetails(chosen);
    if (performance.getEntriesByType("navigation")[0].type === "navigate") chosen.scrollIntoView({ behavior: "instant" });
  }
})();
