// The graph: things at their given places, a line for the claims of one relation between two things.

const SANS = 'system-ui, "DejaVu Sans", sans-serif';
const REACH = Math.max(...Object.values(data.looks).flatMap((look) => look.shape.flat().map(Math.abs))); // of the largest mark
const FEW = 3000; // things and lines up to which everything is drawn while the view moves
const CLEAR = 0.3; // zoom below which the marks of things cannot be told apart

function openGraph(on, theme) {
  const lines = [...grouped().values()];
  const large = things.length + lines.length > FEW;
  const graph = cytoscape({
    container: element("graph"),
    elements: { nodes: things.map(node), edges: lines.map((line, at) => edge(line, at, large)) },
    style: styles(data.themes[theme], large),
    layout: { name: "preset", fit: false }, // to fit is to measure every name and line, which `all` does without
    minZoom: 0.02, maxZoom: 4, boxSelectionEnabled: false, selectionType: "single", autoungrabify: large,
    hideEdgesOnViewport: large, textureOnViewport: large, pixelRatio: large ? 1 : "auto",
  });
  const shown = { lines: lines.map((line) => line.claims), classes: lines.map((line) => classes(line.claims)), focus: null, theme };
  const names = openNames(graph);

  graph.on("tap", "node", (event) => on.thing(event.target.data("row")));
  graph.on("tap", "edge", (event) => on.line(shown.lines[event.target.data("row")]));
  graph.on("viewport", () => { names.later(); on.moved(); });

  function colour(name) {
    if (name !== shown.theme) graph.style(styles(data.themes[name], large));
    shown.theme = name;
  }

  // Show the lines that still have a claim, in the stroke of the surest of these, and the things that still have one.
  function filter(holds) {
    const alive = new Set();
    const kept = new Set(claims.filter(holds));
    for (const claim of kept) for (const at of claim.ends) alive.add(at);
    graph.batch(() => {
      for (const item of graph.edges()) {
        const left = lines[item.data("row")].claims.filter((claim) => kept.has(claim));
        shown.lines[item.data("row")] = left;
        const wanted = left.length ? classes(left) : "off";
        if (wanted !== shown.classes[item.data("row")]) item.classes(wanted);
        shown.classes[item.data("row")] = wanted;
      }
      // Without claims, as in a bare list of things, there is nothing to filter by.
      for (const item of graph.nodes()) {
        const off = claims.length > 0 && !alive.has(item.data("row"));
        if (item.hasClass("off") !== off) item.toggleClass("off", off);
      }
    });
    names.later();
    return kept;
  }

  function choose(at, ends) {
    graph.batch(() => {
      graph.elements(".chosen, .near, .faded, .told").removeClass("chosen near faded told");
      const chosen = at !== null ? graph.getElementById(`n${at}`)
        : graph.collection((ends || []).map((end) => graph.getElementById(`n${end}`)));
      if (chosen.empty()) return;
      chosen.addClass("chosen");
      const near = at !== null ? chosen.closedNeighborhood() : chosen.union(chosen.edgesWith(chosen));
      near.edges().addClass("told");
      near.nodes().addClass("near");
      if (!large) graph.elements().difference(near).addClass("faded");
    });
    names.later();
  }

  function centre(at) {
    const item = graph.getElementById(`n${at}`);
    if (item.empty()) return;
    const far = graph.zoom() < 0.6;
    if (far) graph.zoom(0.9);
    if (far || !inView(item)) graph.center(item);
  }

  function inView(item) {
    const box = graph.extent(), { x, y } = item.position();
    return x > box.x1 && x < box.x2 && y > box.y1 && y < box.y2;
  }

  // The nearest thing in the direction of an arrow key, a little to the side counting double.
  function step(key) {
    const nodes = graph.nodes().filter((item) => !item.hasClass("off"));
    const from = shown.focus === null ? null : graph.getElementById(`n${shown.focus}`);
    let best = null, least = Infinity;
    for (const item of nodes) {
      if (!from) { best = item; break; }
      const x = item.position("x") - from.position("x"), y = item.position("y") - from.position("y");
      const [ahead, aside] = { ArrowRight: [x, y], ArrowLeft: [-x, y], ArrowDown: [y, x], ArrowUp: [-y, x] }[key];
      const cost = ahead + 2 * Math.abs(aside);
      if (ahead > 1 && cost < least) [best, least] = [item, cost];
    }
    if (best) focus(best.data("row"));
  }

  function focus(at) {
    graph.nodes(".focus").removeClass("focus");
    shown.focus = at;
    graph.getElementById(`n${at}`).addClass("focus");
    centre(at);
    on.focus(at);
  }

  function press(key) {
    if (key.startsWith("Arrow")) step(key);
    else if (key === "Enter" && shown.focus !== null) on.thing(shown.focus);
    else if (key === "+" || key === "=") zoom(1.25);
    else if (key === "-") zoom(1 / 1.25);
    else if (key === "0") all();
    else return false;
    return true;
  }

  function zoom(factor) {
    graph.zoom({ level: graph.zoom() * factor, renderedPosition: { x: graph.width() / 2, y: graph.height() / 2 } });
  }

  // All things that are shown, with room for their names.
  function all() {
    const seen = things.filter((thing) => !graph.getElementById(`n${thing.at}`).hasClass("off"));
    if (!seen.length) return;
    const [left, right] = ends(seen.map((thing) => thing.x)), [top, bottom] = ends(seen.map((thing) => thing.y));
    const zoom = Math.min((graph.width() - 120) / Math.max(right - left, 1), (graph.height() - 120) / Math.max(bottom - top, 1));
    const held = Math.max(graph.minZoom(), Math.min(zoom, 1.3));
    graph.viewport({ zoom: held, pan: { x: (graph.width() - (left + right) * held) / 2, y: (graph.height() - (top + bottom) * held) / 2 } });
  }

  // All of it where things can be told apart then, else the surroundings of what is most talked about.
  function start() {
    all();
    if (graph.zoom() < CLEAR && things.length) {
      graph.viewport({ zoom: CLEAR, pan: { x: graph.width() / 2 - things[0].x * CLEAR, y: graph.height() / 2 - things[0].y * CLEAR } });
    }
    names.show();
  }

  element("graph").addEventListener("keydown", (event) => { if (press(event.key)) event.preventDefault(); });
  element("zoom").addEventListener("click", (event) => press(event.target.dataset.key || ""));

  return { colour, filter, choose, centre, start, graph, resize: () => graph.resize() };
}

function grouped() {
  const lines = new Map();
  for (const claim of claims) {
    if (claim.source < 0 || claim.target < 0) continue;
    const key = `${claim.source} ${claim.target} ${claim.relation}`;
    if (!lines.has(key)) lines.set(key, { source: claim.source, target: claim.target, words: claim.relation, claims: [] });
    lines.get(key).claims.push(claim);
  }
  return lines;
}

function node(thing) {
  // A word may be broken where it is longer than a label is wide.
  const label = (thing.hollow ? `${thing.label}\n(${thing.remark})` : thing.label).replace(/\S{18}/g, "$&\u200b");
  return {
    data: { id: `n${thing.at}`, row: thing.at, label, size: thing.size * REACH, look: thing.look },
    position: { x: thing.x, y: thing.y }, classes: thing.hollow ? "hollow" : "",
  };
}

function edge(line, at, large) {
  return {
    data: { id: `e${at}`, row: at, source: `n${line.source}`, target: `n${line.target}`, label: line.words,
      curve: large && line.source !== line.target ? "haystack" : "bezier" },
    classes: classes(line.claims),
  };
}

function classes(left) {
  const surest = standings.find((name) => left.some((claim) => claim.standing === name));
  const struck = left.some((claim) => claim.standing === "denied" || claim.negative);
  const sources = Math.max(new Set(left.map((claim) => claim.article)).size, ...left.map((claim) => claim.sources));
  return `${surest}${struck ? " struck" : ""}${sources > 1 ? " wide" : ""}`;
}

function ends(values) {
  return values.reduce(([least, most], value) => [Math.min(least, value), Math.max(most, value)], [Infinity, -Infinity]);
}

function styles(theme, large) {
  const looks = Object.entries(data.looks).map(([name, look]) => ({
    selector: `node[look = "${name}"]`,
    style: { "background-color": theme.fills[look.colour], "shape-polygon-points": look.shape.flatMap(([x, y]) => [x / REACH, -y / REACH]) },
  }));
  const strokes = Object.entries(data.strokes).map(([name, look]) => ({
    selector: `edge.${name}`,
    style: {
      "line-color": theme.lines[look.colour], "target-arrow-color": theme.lines[look.colour], "mid-target-arrow-color": theme.lines[look.colour],
      color: theme.lines[look.colour], width: look.width, "line-style": look.dashes.length ? "dashed" : "solid",
      "line-dash-pattern": look.dashes.length ? look.dashes : [1, 0], "line-cap": look.dashes[0] < 1 ? "round" : "butt",
    },
  }));
  return [
    { selector: "node", style: {
      shape: "polygon", width: "data(size)", height: "data(size)", "border-width": 1, "border-color": theme.ink,
      color: theme.ink, "font-family": SANS, "text-valign": "bottom", "text-wrap": "wrap", "text-outline-color": theme.paper } },
    { selector: "node.named", style: { label: "data(label)" } },
    ...looks,
    { selector: "node.hollow", style: { "background-color": theme.paper, "border-style": "dashed" } },
    { selector: "edge", style: {
      "curve-style": "data(curve)", "haystack-radius": 0, "target-arrow-shape": "triangle", "arrow-scale": 0.8, "font-size": 9, label: large ? "" : "data(label)",
      "font-family": SANS, "text-rotation": "autorotate", "min-zoomed-font-size": 8,
      "text-background-color": theme.paper, "text-background-opacity": 0.85, "text-background-padding": 1 } },
    ...strokes,
    { selector: "edge.told", style: { label: "data(label)", "curve-style": "bezier" } },
    { selector: "edge.wide", style: { width: 2.6 } },
    { selector: "edge.struck", style: { "mid-target-arrow-shape": "tee" } },
    { selector: ".faded", style: { opacity: 0.3 } },
    { selector: "node.focus", style: { "overlay-color": theme.lines.attributed, "overlay-opacity": 0.3, "overlay-padding": 6 } },
    { selector: "node.chosen", style: { "border-width": 3, "border-color": theme.lines.attributed } },
    { selector: ".off", style: { display: "none" } },
  ];
}
