// The same claims as a table that can be sorted; rows are added as they are asked for.

const COLUMNS = [
  ["Claim", (claim) => claim.text],
  ["Who says so", (claim) => names(claim)],
  ["How it stands", (claim) => claim.how],
  ["Date", (claim) => claim.date],
  ["Article", (claim) => (claim.article < 0 ? "" : articles[claim.article].headline)],
];
const MANY = 100;

function openTable(on) {
  const state = { list: [], most: MANY, column: -1, down: false, chosen: null };

  function show(kept) {
    state.list = claims.filter((claim) => kept.has(claim));
    state.most = MANY;
    draw();
  }

  function choose(at) {
    state.chosen = at;
    for (const row of element("table").querySelectorAll("tbody tr")) {
      if (Number(row.dataset.row) === at) row.setAttribute("aria-current", "true");
      else row.removeAttribute("aria-current");
    }
  }

  function sort(column) {
    [state.down, state.column] = [state.column === column && !state.down, column];
    draw();
    element("table").querySelectorAll("th button")[column].focus();
  }

  function sorted() {
    if (state.column < 0) return state.list;
    const value = COLUMNS[state.column][1], order = new Intl.Collator("en", { numeric: true });
    return [...state.list].sort((a, b) => (state.down ? -1 : 1) * order.compare(value(a), value(b)));
  }

  function draw() {
    const heads = COLUMNS.map(([name], at) => make("th",
      { scope: "col", "aria-sort": state.column !== at ? undefined : state.down ? "descending" : "ascending" },
      make("button", { type: "button", onclick: () => sort(at) }, name, state.column === at ? (state.down ? " ▼" : " ▲") : "")));
    const list = sorted();
    const body = list.slice(0, state.most).map((claim) => make("tr",
      { "data-row": claim.at, "aria-current": claim.at === state.chosen ? "true" : undefined },
      make("td", {}, make("button", { type: "button", class: "link", onclick: () => on.claim(claim.at) }, claim.text)),
      ...COLUMNS.slice(1).map(([, value]) => make("td", {}, value(claim)))));
    const table = make("table", {}, make("caption", { class: "unseen" }, "Claims"),
      make("thead", {}, make("tr", {}, ...heads)), make("tbody", {}, ...body));
    const more = list.length - body.length;
    element("table").replaceChildren(table, ...(more > 0
      ? [make("p", {}, make("button", { type: "button", id: "more", onclick: () => { state.most += 10 * MANY; draw(); } },
        `Show more (${more} left)`))] : []));
  }

  return { show, choose };
}
