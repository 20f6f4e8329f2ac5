/* Sphinx's search finds pages; this puts what goes by a name first: records by all their names, terms, then headings. */
(() => {
  const search = typeof Search === "undefined" ? {} : Search;
  const { kinds } = document.currentScript.dataset;
  if (!search._performSearch) return;

  const isNamed = new RegExp(`^(${kinds}|term)-`);
  const ignored = new Set(typeof stopwords === "undefined" ? [] : stopwords);
  const wordsOf = (text) => text.toLowerCase().match(/[\p{L}\p{N}.+#]+/gu) || [];
  const lengthOf = (words) => words.reduce((sum, word) => sum + word.length, 0);

  // How much of the query is in the name, and how much of the name is in the query, from 0 to 1 each.
  const compare = (query, name) => {
    let found = 0;
    const used = new Set();
    for (const word of query) {
      const same = name.find((other) => other === word);
      const begun = same || name.find((other) => other.startsWith(word));
      if (begun) used.add(begun);
      found += word.length * (same ? 1 : begun ? 0.7 : 0);
    }
    return [found / lengthOf(query), lengthOf([...used]) / (lengthOf(name) || 1)];
  };

  const resultsFor = (text) => {
    const all = wordsOf(text);
    const words = all.filter((word) => !ignored.has(word));
    const query = words.length ? words : all;
    if (!query.length) return [];
    const { alltitles, docnames, filenames } = search._index;
    const best = new Map();
    for (const [title, places] of Object.entries(alltitles)) {
      const name = wordsOf(title);
      const [asked, covered] = compare(query, name);
      // Who asks about something names all of it.
      const isWithin = lengthOf(name) > 2 && ` ${query.join(" ")} `.includes(` ${name.join(" ")} `);
      if (asked < 0.5 && !isWithin) continue;
      const isSame = name.join(" ") === query.join(" ");
      for (const [file, id] of places) {
        const isRecord = isNamed.test(id || "");
        const score = (isSame ? 200 : isWithin ? 100 + 50 * asked : 100 * asked + 50 * asked * covered) - (isRecord ? 0 : 40) - (id?.includes("--") ? (isSame ? 1 : 15) : 0);
        const place = `${filenames[file]}#${id || ""}`;
        if (score <= 60 || best.get(place)?.[4] >= score) continue;
        best.set(place, [docnames[file], title, id ? `#${id}` : "", null, score, filenames[file], "title"]);
      }
    }
    return [...best.values()].sort((one, other) => one[4] - other[4] || other[1].length - one[1].length);
  };

  const perform = search._performSearch;
  search._performSearch = (query, ...rest) => {
    const named = resultsFor(query);
    const places = new Set(named.map(([docname, , anchor]) => docname + anchor));
    // They are shown from the last to the first.
    return [...perform(query, ...rest).filter(([docname, , anchor]) => !places.has(docname + anchor)), ...named];
  };

  // Excerpts are the text of a page without figures: what is in cells and rows of their own are words of their own.
  const BESIDE = /<a class="chronicle-mark".*?<\/a>|<ul class="chronicle-strip".*?<\/ul>|<p class="chronicle-(?:date|meta)".*?<\/p>/gs;
  const toText = search.htmlToText;
  search.htmlToText = (html, anchor) => toText(html.replace(BESIDE, "").replace(/<\/(?:t[dh]|li|p|d[td]|h\d|b|summary|span)>|<small/g, " $&"), anchor);
})();
