// What is known, ready to be looked up, and the pieces of document that show it.
// Text enters the document by `make` alone, as text; no string is ever read as markup.

const data = JSON.parse(document.getElementById("data").textContent);
const things = rows(data.things), claims = rows(data.claims), speakers = rows(data.speakers), articles = rows(data.articles);
const standings = Object.keys(data.strokes);
const element = (id) => document.getElementById(id);

// A table held by column as a list of rows, each with its own number.
function rows(columns) {
  const names = Object.keys(columns);
  return columns[names[0]].map((_, at) => Object.fromEntries([["at", at], ...names.map((name) => [name, columns[name][at]])]));
}

for (const thing of things) thing.claims = [];
for (const claim of claims) {
  claim.ends = [...new Set([claim.source, claim.target])].filter((at) => at >= 0);
  for (const at of new Set([...claim.ends, ...claim.about])) things[at].claims.push(claim);
  claim.found = folded([claim.text, claim.relation, claim.number, ...claim.who.map((at) => speakers[at].label)].join(" "));
}
for (const thing of things) thing.found = [thing.label, ...thing.names].map(folded);

// Letters without case and accents, so that "perez" finds "Pérez".
function folded(text) {
  return text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
}

function make(tag, attributes, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes || {})) {
    if (name.startsWith("on")) made.addEventListener(name.slice(2), value);
    else if (value !== undefined && value !== false) made.setAttribute(name, value);
  }
  made.append(...children.filter((child) => child !== "" && child !== undefined && child !== null));
  return made;
}

function drawn(tag, attributes, ...children) {
  const made = document.createElementNS("http://www.w3.org/2000/svg", tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  made.append(...children);
  return made;
}

function mark(name) {
  const look = data.looks[name];
  const corners = look.shape.map(([x, y]) => `${x.toFixed(2)},${(-y).toFixed(2)}`).join(" ");
  const fill = drawn("polygon", { points: corners, fill: `var(--fill-${look.colour})` });
  return drawn("svg", { class: "mark", width: 16, height: 16, viewBox: "-1.15 -1.15 2.3 2.3", "aria-hidden": "true" }, fill);
}

function stroke(name) {
  const look = data.strokes[name], colour = `var(--line-${look.colour})`;
  const line = { x1: 1, x2: 31, y1: 6, y2: 6, stroke: colour, "stroke-width": look.width * 1.4, "stroke-dasharray": look.dashes.join(" ") };
  if (look.dashes[0] < 1) line["stroke-linecap"] = "round";
  const parts = [drawn("line", line)];
  if (look.struck) parts.push(drawn("line", { x1: 16, x2: 16, y1: 1, y2: 11, stroke: colour, "stroke-width": 1.6 }));
  return drawn("svg", { class: "stroke", width: 32, height: 12, "aria-hidden": "true" }, ...parts);
}

// The first and the last day that a date may mean: "2024-06" is a month; null for what is no date.
function days(date) {
  return /^\d{4}(-\d\d(-\d\d)?)?$/.test(date) ? [date + "-01-01".slice(date.length - 4), date + "-12-31".slice(date.length - 4)] : null;
}

// What the filters say, as a function that tells whether a claim is shown.
function test(wanted) {
  const words = folded(wanted.words).split(/\s+/).filter(Boolean);
  const who = folded(wanted.who);
  return (claim) => claim.ends.every((at) => !wanted.kinds.has(things[at].look))
    && !wanted.standings.has(claim.standing)
    && !wanted.statuses.has(claim.status)
    && (!who || claim.who.some((at) => folded(speakers[at].label).includes(who)))
    && within(claim.date, wanted.since, wanted.until)
    && words.every((word) => claim.found.includes(word));
}

function within(date, since, until) {
  const [first, last, known] = [days(since), days(until), days(date)];
  if (!first && !last) return true;
  return Boolean(known) && (!first || known[1] >= first[0]) && (!last || known[0] <= last[1]);
}

// Things whose name begins with the words, then those that hold them; the most talked-about first.
function search(words) {
  const wanted = folded(words.trim());
  if (!wanted) return [];
  const rank = (thing) => Math.min(...thing.found.map((name) =>
    name === wanted ? 0 : name.startsWith(wanted) ? 1 : name.includes(` ${wanted}`) ? 2 : name.includes(wanted) ? 3 : 9));
  return things.map((thing) => [rank(thing), thing]).filter(([place]) => place < 9)
    .sort((a, b) => a[0] - b[0] || a[1].at - b[1].at).slice(0, 12).map(([, thing]) => thing);
}
