// The conference servers behind the app: each has a page of its own, where one joins as a guest, records and ends.

import { el, safeAddress } from "./dom.js";
import { icon } from "./icons.js";
import { popup, walk } from "./menu.js";
import { world } from "./world.js";

function server({ name, title, url }, place) {
  const said = place ? [el("code", {}, `via ${name}`), " starts one there"] : [`${name} · used unless another is named`];
  return el(
    "li",
    {},
    el(
      "a",
      { class: "menu-item server", href: safeAddress(url), target: "_blank", rel: "noopener" },
      icon("server"),
      el("span", { class: "menu-label" }, el("b", {}, title), el("small", {}, said)),
      icon("external"),
    ),
  );
}

function list() {
  return [
    el("p", { class: "menu-heading" }, "Each has a page of its own: see who is in, join, record, end."),
    el("ul", { class: "servers" }, world.backends.map(server)),
  ];
}

function show(anchor) {
  const panel = popup(anchor, list(), { label: "Conference servers", wide: true });
  if (panel) walk(panel, [...panel.querySelectorAll("a")]);
}

// The button that shows them; none if there are no servers.
export function servers() {
  if (!world.backends.length) return null;
  const open = el(
    "button",
    {
      class: "bar-button",
      type: "button",
      "aria-haspopup": "dialog",
      "aria-label": "Conference servers",
      title: "Conference servers: their own pages",
      on: { click: () => show(open) },
    },
    icon("server"),
    el("span", { class: "bar-label" }, "Servers"),
  );
  return open;
}
