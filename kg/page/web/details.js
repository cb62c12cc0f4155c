// The panel on the right: a thing, a claim with its sentence in the article and its rivals, or an article.

function openDetails(on) {
  const panel = element("details");

  function put(...parts) {
    panel.replaceChildren(...parts.filter(Boolean));
    panel.scrollTop = 0;
    const first = panel.querySelector("mark.chosen");
    if (first) first.closest(".article").scrollTop = first.offsetTop - first.closest(".article").offsetTop - 60;
  }

  function nothing() {
    put(make("h2", {}, data.title), articles.length !== 1 && make("p", {}, data.source), make("p", {}, data.note),
      make("p", { class: "quiet" }, things.length || claims.length
        ? "Choose a thing or a line, search for a name, or open the table. A line is a claim: who says so decides how it is drawn."
        : "There is nothing here: the graph has no things and no claims."),
      ...(articles.length === 1 ? articleText(0, claims, null) : []),
      articles.length > 1 && make("h3", {}, `Articles (${articles.length})`),
      articles.length > 1 && make("ul", { class: "claims" }, ...articles.slice(0, 200).map((article) => make("li", {}, articleLink(article)))),
      articles.length > 200 && make("p", { class: "quiet" }, `${articles.length - 200} more are reached through their claims.`));
  }

  function thing(at, kept) {
    const it = things[at];
    const shown = it.claims.filter((claim) => kept.has(claim));
    const numbers = shown.filter((claim) => claim.number);
    const rivals = shown.filter((claim) => claim.rivals.length && !claim.number);
    const others = shown.filter((claim) => !claim.number && !claim.rivals.length);
    const said = claims.filter((claim) => kept.has(claim) && claim.who.some((who) => speakers[who].thing === at));
    put(make("h2", {}, mark(it.look), " ", it.label),
      data.home ? make("p", {}, make("a", { href: `${data.home}graph?${new URLSearchParams({ focus: it.label })}` }, "All that is within one claim of it")) : "",
      facts([["Type", it.type], ["Reality", it.remark], ["Date", it.date], ["Also", it.names.join("; ")]]),
      section("Numbers", numbers), section("Accounts that differ", rivals, true), section("Claims", others),
      section("What it says", said),
      it.claims.length > shown.length && make("p", { class: "quiet" }, `${it.claims.length - shown.length} more claims are filtered out.`));
  }

  function line(list) {
    const ends = [...new Set(list.flatMap((claim) => claim.ends))].map((at) => things[at].label).join(" and ");
    put(make("h2", {}, ends), section("Claims", list));
  }

  function claim(at) {
    const it = claims[at];
    const spoken = quoted(it);
    put(make("h2", {}, it.text),
      make("p", { class: "how" }, stroke(it.standing), " ", it.how),
      facts([["Who says so", names(it)], ["Status", it.status], ["Number", it.number], ["About", [...new Set([...it.ends, ...it.about])].map(thingLink)],
        ["Date", it.date], ["Said", it.said.slice(0, 10)], ["Independent sources", it.sources > 1 ? String(it.sources) : ""]]),
      spoken && make("h3", {}, "In these words"), spoken && make("blockquote", {}, spoken),
      rivalsOf(it), articleOf(it));
  }

  function article(at) {
    const here = claims.filter((claim) => claim.article === at);
    put(make("h2", {}, articles[at].headline), ...articleText(at, here, null), section("Claims", here));
  }

  function rivalsOf(it) {
    if (!it.rivals.length) return null;
    return make("div", {}, make("h3", {}, `Rival accounts (${it.rivals.length})`),
      make("ul", { class: "claims" }, ...it.rivals.map((at) => item(claims[at], true))));
  }

  function articleOf(it) {
    if (it.article < 0) return null;
    const about = articles[it.article];
    return make("div", {}, make("h3", {}, "The article"), make("p", {}, articleLink(about)), ...articleText(it.article, [it], it));
  }

  function articleText(at, here, chosen) {
    const it = articles[at];
    const facts = [it.source, it.published].filter(Boolean).join(", ");
    const address = /^https?:\/\//i.test(it.url)
      ? make("a", { href: it.url, rel: "noopener noreferrer", target: "_blank" }, it.url) : it.url;
    const text = make("div", { class: "article", tabindex: 0, role: "group", "aria-label": "Text of the article" });
    text.append(...marked(it.text, here.flatMap((claim) => pairs(claim.spans)), chosen ? "chosen" : undefined));
    return [make("p", { class: "quiet" }, facts, facts && address ? " · " : "", address),
      it.text ? text : make("p", { class: "quiet" }, "The graph does not hold the text of this article.")];
  }

  function section(title, list, withQuote) {
    if (!list.length) return null;
    const first = list.slice(0, 60);
    return make("div", {}, make("h3", {}, `${title} (${list.length})`),
      make("ul", { class: "claims" }, ...first.map((it) => item(it, withQuote))),
      list.length > first.length ? make("p", { class: "quiet" }, `${list.length - first.length} more are in the table.`) : "");
  }

  function item(it, withQuote) {
    const spoken = withQuote ? quoted(it) : "";
    const words = it.number ? `${it.measure}: ${it.number}` : it.text;
    return make("li", { class: it.standing }, make("button", { type: "button", class: "link", onclick: () => on.claim(it.at) }, words),
      make("div", { class: "how" }, `${names(it)} · ${it.how}${it.date ? ` · ${it.date}` : ""}${it.rivals.length ? " · others differ" : ""}`),
      spoken && make("blockquote", {}, spoken));
  }

  function thingLink(at) {
    return make("button", { type: "button", class: "link", onclick: () => on.thing(at) }, things[at].label);
  }

  function articleLink(it) {
    return make("button", { type: "button", class: "link", onclick: () => on.article(it.at) }, it.headline);
  }

  return { nothing, thing, line, claim, article };
}

function names(claim) {
  return claim.who.map((at) => speakers[at].label).join("; ");
}

function quoted(claim) {
  if (claim.quote) return claim.quote;
  return claim.article < 0 ? "" : pairs(claim.spans).map(([begin, end]) => articles[claim.article].text.slice(begin, end)).join(" … ");
}

function pairs(flat) {
  return Array.from({ length: flat.length / 2 }, (_, at) => [flat[2 * at], flat[2 * at + 1]]);
}

// The text with what lies within the spans marked; spans may overlap.
function marked(text, spans, kind) {
  const parts = [];
  let at = 0;
  for (const [begin, end] of spans.sort((a, b) => a[0] - b[0] || a[1] - b[1])) {
    const from = Math.max(begin, at);
    if (from >= end || from >= text.length) continue;
    parts.push(text.slice(at, from), make("mark", { class: kind }, text.slice(from, end)));
    at = Math.min(end, text.length);
  }
  return [...parts, text.slice(at)];
}

function facts(pairsOf) {
  const known = pairsOf.filter(([, value]) => value && value.length);
  return make("dl", {}, ...known.flatMap(([name, value]) => [make("dt", {}, name),
    make("dd", {}, ...(Array.isArray(value) ? value.flatMap((part, at) => (at ? ["; ", part] : [part])) : [value]))]));
}
