"use strict";
// YASGUI in the place of the plain form, which stays for browsers without scripts. Nothing but this site is asked: the
// completers that would ask prefix.cc and Linked Open Vocabularies are left out, and the page's policy forbids it.

const place = document.getElementById("yasgui"), plain = document.getElementById("plain"), told = document.getElementById("told");
const known = JSON.parse(place.dataset.prefixes);
const used = (query) => Object.entries(known).filter(([name]) => new RegExp(`(^|[^\\w-])${name}:`).test(query))
  .filter(([name]) => !new RegExp(`prefix\\s+${name}:`, "i").test(query)).map(([name, iri]) => `PREFIX ${name}: <${iri}>\n`).join("");
const written = (query) => used(query) + query;

Yasgui.Yasqe.defaults.autocompleters = ["variables"];
Yasgui.Yasqe.defaults.showQueryButton = true;
Yasgui.Yasqe.defaults.createShareableLink = (editor) => `${location.origin}/sparql?query=${encodeURIComponent(editor.getValue())}`;
Yasgui.Yasr.defaults.prefixes = known;
const yasgui = new Yasgui(place, {
  requestConfig: { endpoint: new URL("/sparql", location.href).href, method: "POST" },
  copyEndpointOnNewTab: false, persistenceId: null, persistencyExpire: 0, autofocus: true, endpointCatalogueOptions: { getData: () => [] },
  yasqe: { value: written(document.getElementById("query").value), persistenceId: null },
  yasr: { prefixes: known, persistenceId: null },
});
plain.hidden = true;

// What was cut off is said in a header, which the table does not show.
const heard = new WeakSet();
yasgui.on("query", (_, tab) => {
  told.textContent = "";
  if (heard.has(tab)) return;
  heard.add(tab);
  tab.getYasqe().on("queryResponse", (_editor, answer) => {
    const cut = answer.headers && answer.headers.get("Kg-Truncated");
    told.textContent = cut ? `Cut off: ${cut}. Add LIMIT or a narrower pattern.` : "";
  });
});

for (const link of document.querySelectorAll("a[data-query]")) {
  link.addEventListener("click", (event) => {
    event.preventDefault();
    yasgui.getTab().setQuery(written(link.dataset.query));
    yasgui.getTab().query();
    told.scrollIntoView();
  });
}
