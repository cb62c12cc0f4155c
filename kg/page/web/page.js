// What the reader asks for: kept in one value, shown everywhere, and written into the address so that a link shows it again.

const FILTERS = { kinds: "hide", standings: "hide-how", statuses: "hide-status" };
const TEXTS = ["who", "since", "until", "words"];
const state = { view: "graph", kind: "", at: null, wanted: { kinds: new Set(), standings: new Set(), statuses: new Set(), who: "", since: "", until: "", words: "" } };
const LISTS = { thing: things, claim: claims, article: articles };
let kept = new Set(claims), ours = "", waiting = 0;
let theme = matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light";

const on = { thing: (at) => open("thing", at), claim: (at) => open("claim", at), article: (at) => open("article", at),
  line: (list) => (list.length === 1 ? open("claim", list[0].at) : openLine(list)),
  moved: () => remember(), focus: (at) => { element("focused").textContent = `${things[at].label}, ${things[at].type}, ${things[at].claims.length} claims`; } };
const details = openDetails(on), table = openTable(on);
const picture = openGraph(on, theme);

function open(kind, at) {
  [state.kind, state.at] = [kind, at];
  showChosen();
  remember();
  element("details").focus({ preventScroll: true });
}

function openLine(list) {
  [state.kind, state.at] = ["", null];
  details.line(list);
  picture.choose(null, list.flatMap((claim) => claim.ends));
  element("details").focus({ preventScroll: true });
}

function showChosen() {
  if (state.kind === "thing") details.thing(state.at, kept);
  else if (state.kind) details[state.kind](state.at);
  else details.nothing();
  if (state.kind === "thing") { picture.choose(state.at); picture.centre(state.at); }
  else if (state.kind === "claim") {
    picture.choose(null, claims[state.at].ends);
    picture.centre(claims[state.at].ends[0]);
  }
  else picture.choose(null, []);
  table.choose(state.kind === "claim" ? state.at : null);
}

function filter() {
  kept = picture.filter(test(state.wanted));
  table.show(kept);
  element("count").textContent = `${kept.size.toLocaleString("en")} of ${claims.length.toLocaleString("en")} claims`;
}

function showView(name) {
  state.view = name;
  for (const id of ["graph", "zoom"]) element(id).hidden = name !== "graph";
  element("table").hidden = name !== "table";
  element("show-graph").setAttribute("aria-pressed", name === "graph");
  element("show-table").setAttribute("aria-pressed", name === "table");
  if (name === "graph") picture.resize();
}

// The address ------------------------------------------------------------------------------------------------------

function address() {
  const parts = new URLSearchParams();
  if (state.view !== "graph") parts.set("view", state.view);
  if (state.kind) parts.set(state.kind, LISTS[state.kind][state.at].id);
  for (const [name, key] of Object.entries(FILTERS)) if (state.wanted[name].size) parts.set(key, [...state.wanted[name]].join(","));
  for (const name of TEXTS) if (state.wanted[name]) parts.set(name, state.wanted[name]);
  const { x, y } = picture.graph.pan();
  parts.set("at", [x.toFixed(0), y.toFixed(0), picture.graph.zoom().toFixed(3)].join(","));
  return `#${parts}`;
}

// Written a little later, and once for many movements.
function remember() {
  clearTimeout(waiting);
  waiting = setTimeout(() => {
    ours = address();
    history.replaceState(null, "", ours);
  }, 200);
}

function follow() {
  const parts = new URLSearchParams(location.hash.slice(1));
  for (const [name, key] of Object.entries(FILTERS)) state.wanted[name] = new Set((parts.get(key) || "").split(",").filter(Boolean));
  for (const name of TEXTS) state.wanted[name] = parts.get(name) || "";
  [state.kind, state.at] = ["", null];
  for (const [kind, list] of Object.entries(LISTS)) {
    const found = parts.get(kind) ? list.findIndex((it) => it.id === parts.get(kind)) : -1;
    if (found >= 0) [state.kind, state.at] = [kind, found];
  }
  fillFilters();
  filter();
  showView(parts.get("view") === "table" ? "table" : "graph");
  const [x, y, zoom] = (parts.get("at") || "").split(",").map(Number);
  picture.start();
  showChosen();
  if (zoom > 0 && Number.isFinite(x + y)) picture.graph.viewport({ zoom, pan: { x, y } });
}

// The filters ------------------------------------------------------------------------------------------------------

function box(group, value, name, sign) {
  const input = make("input", { type: "checkbox", value, "data-group": group });
  return make("label", { class: "check" }, input, sign, make("span", {}, name));
}

function listFilters() {
  const present = (values) => [...new Set(values)].filter(Boolean);
  const looks = new Set(things.map((thing) => thing.look)), stood = new Set(claims.map((claim) => claim.standing));
  element("kinds").append(...Object.keys(data.looks).filter((name) => looks.has(name)).map((name) => box("kinds", name, name, mark(name))));
  element("standings").append(...standings.filter((name) => stood.has(name))
    .map((name) => box("standings", name, data.strokes[name].name, stroke(name))));
  element("statuses").append(...present(claims.map((claim) => claim.status)).sort().map((name) => box("statuses", name, name)));
  element("speakers").append(...speakers.slice(0, 2000).map((speaker) => make("option", { value: speaker.label })));
}

function fillFilters() {
  for (const input of element("filters").querySelectorAll("[data-group]")) input.checked = !state.wanted[input.dataset.group].has(input.value);
  for (const name of TEXTS) element(name).value = state.wanted[name];
}

function readFilters() {
  for (const name of Object.keys(FILTERS)) {
    const unchecked = [...element("filters").querySelectorAll(`[data-group=${name}]`)].filter((input) => !input.checked);
    state.wanted[name] = new Set(unchecked.map((input) => input.value));
  }
  for (const name of TEXTS) state.wanted[name] = element(name).value.trim();
  for (const name of ["since", "until"]) element(name).setAttribute("aria-invalid", String(Boolean(state.wanted[name]) && !days(state.wanted[name])));
  filter();
  showChosen();
  remember();
}

// The search -------------------------------------------------------------------------------------------------------

function listFound(list) {
  const found = element("found");
  found.replaceChildren(...list.map((thing, at) => make("li",
    { role: "option", id: `found-${at}`, "aria-selected": at === 0 ? "true" : "false", "data-row": thing.at, onclick: () => pick(thing.at) },
    thing.label, " ", make("small", {}, thing.type))));
  found.hidden = !list.length;
  element("search").setAttribute("aria-expanded", String(list.length > 0));
  if (list.length) element("search").setAttribute("aria-activedescendant", "found-0");
  else element("search").removeAttribute("aria-activedescendant");
}

function pick(at) {
  element("search").value = things[at].label;
  listFound([]);
  on.thing(at);
}

function moveFound(step) {
  const items = [...element("found").children];
  if (!items.length) return;
  const now = items.findIndex((item) => item.getAttribute("aria-selected") === "true");
  const next = items[(now + step + items.length) % items.length];
  for (const item of items) item.setAttribute("aria-selected", String(item === next));
  element("search").setAttribute("aria-activedescendant", next.id);
  next.scrollIntoView({ block: "nearest" });
}

function searchKey(event) {
  const chosen = element("found").querySelector("[aria-selected=true]");
  if (event.key === "ArrowDown") moveFound(1);
  else if (event.key === "ArrowUp") moveFound(-1);
  else if (event.key === "Enter" && chosen) pick(Number(chosen.dataset.row));
  else if (event.key === "Escape") listFound([]);
  else return;
  event.preventDefault();
}

// Colours ----------------------------------------------------------------------------------------------------------

function setTheme(name) {
  theme = name;
  document.documentElement.dataset.theme = name;
  element("theme").textContent = name === "dark" ? "Light" : "Dark";
  picture.colour(name);
}

// The start --------------------------------------------------------------------------------------------------------

element("title").textContent = data.title;
element("source").textContent = [data.source, data.note].filter(Boolean).join(" · ");
if (data.home) element("title").append(" ", make("a", { href: data.home, class: "home" }, "All of the graph"));
listFilters();
element("filters").addEventListener("input", () => { clearTimeout(readFilters.timer); readFilters.timer = setTimeout(readFilters, 150); });
element("filters").addEventListener("submit", (event) => event.preventDefault());
element("filters").addEventListener("reset", () => setTimeout(() => {
  for (const input of element("filters").querySelectorAll("[data-group]")) input.checked = true;
  readFilters();
}));
element("search").addEventListener("input", () => listFound(search(element("search").value)));
element("search").addEventListener("keydown", searchKey);
element("search").addEventListener("blur", () => setTimeout(() => listFound([]), 200));
element("show-graph").addEventListener("click", () => { showView("graph"); remember(); });
element("show-table").addEventListener("click", () => { showView("table"); remember(); });
element("skip").addEventListener("click", (event) => { event.preventDefault(); showView("table"); remember(); element("main").focus(); });
element("theme").addEventListener("click", () => setTheme(theme === "dark" ? "light" : "dark"));
element("copy").addEventListener("click", copyLink);
window.addEventListener("hashchange", () => { if (location.hash !== ours) follow(); });
setTheme(theme);
follow();

async function copyLink() {
  history.replaceState(null, "", address());
  const said = element("copy");
  try {
    await navigator.clipboard.writeText(location.href);
    said.textContent = "Copied";
  } catch {
    said.textContent = "It is in the address bar"; // a page from a disk may be denied the clipboard
  }
  setTimeout(() => { said.textContent = "Copy link"; }, 2000);
}
