// Names of things as on a map: at any distance as many as have room, those of the most talked-about things first.

const NAME_SIZE = 13, NAME_WIDTH = 120, NAME_LINE = 15.5; // pixels of the screen
const MOST_NAMES = 160;
const MOST_TRIED = 1500;

function openNames(graph) {
  const pen = document.createElement("canvas").getContext("2d");
  pen.font = `${NAME_SIZE}px ${SANS}`;
  const sizes = new Map();
  let named = graph.collection(), waiting = 0;

  // Width and height of a name, broken into lines as the graph breaks it.
  function size(item) {
    const words = item.data("label");
    if (!sizes.has(words)) {
      const lines = words.split("\n").map((line) => Math.min(pen.measureText(line).width * 1.08, 40 * NAME_WIDTH));
      const count = lines.reduce((sum, wide) => sum + Math.ceil(wide / (0.85 * NAME_WIDTH)), 0);
      sizes.set(words, [Math.min(NAME_WIDTH, Math.max(...lines)), count * NAME_LINE]);
    }
    return sizes.get(words);
  }

  function box(item, zoom) {
    const { x, y } = item.renderedPosition(), [wide, high] = size(item);
    const top = y + item.data("size") * zoom / 2 + 2;
    return [x - wide / 2, top, x + wide / 2, top + high];
  }

  function choose() {
    const zoom = graph.zoom(), placed = [], chosen = [];
    const first = graph.nodes(".chosen, .focus, .near"), seen = new Set(first.map((item) => item.id()));
    let tried = 0;
    for (const item of [...first, ...graph.nodes()]) {
      if (chosen.length >= MOST_NAMES || tried > MOST_TRIED) break;
      if (item.hasClass("off") || (chosen.length >= first.length && seen.has(item.id()))) continue;
      const [left, top, right, bottom] = box(item, zoom);
      if (right < 0 || bottom < 0 || left > graph.width() || top > graph.height()) continue;
      tried += 1;
      if (placed.some((other) => left < other[2] && other[0] < right && top < other[3] && other[1] < bottom)) continue;
      placed.push([left, top, right, bottom]);
      chosen.push(item);
    }
    return graph.collection(chosen);
  }

  function show() {
    const zoom = graph.zoom(), found = choose();
    graph.batch(() => {
      named.difference(found).removeClass("named").removeStyle();
      found.addClass("named").style({
        "font-size": NAME_SIZE / zoom, "text-max-width": NAME_WIDTH / zoom, "text-margin-y": 2 / zoom, "text-outline-width": 2 / zoom });
    });
    named = found;
  }

  // Once for many movements, after the last.
  function later() {
    clearTimeout(waiting);
    waiting = setTimeout(show, 120);
  }

  return { show, later };
}
