// The page's own line icons, 24 units square.

import { svg } from "./dom.js";

const PATHS = {
  hash: ["M9 4 7 20", "M17 4l-2 16", "M4.5 9h16", "M3.5 15h16"],
  lock: ["M6 11h12v9H6z", "M8.5 11V8a3.5 3.5 0 0 1 7 0v3"],
  people: [
    "M9 11.5a3.2 3.2 0 1 0 0-6.4 3.2 3.2 0 0 0 0 6.4z",
    "M3 19.5c.5-3.4 2.8-5 6-5s5.5 1.6 6 5",
    "M15.5 5.5a3 3 0 0 1 0 5.7",
    "M17.5 14.8c2 .6 3.2 2.2 3.5 4.7",
  ],
  close: ["M6 6l12 12", "M18 6 6 18"],
  menu: ["M4 7h16", "M4 12h16", "M4 17h16"],
  more: ["M6 12h.01", "M12 12h.01", "M18 12h.01"],
  reply: ["M20 12a8 8 0 1 0-3.3 6.5L20 19.5l-.8-3.3A7.9 7.9 0 0 0 20 12z"],
  send: ["M4 12 20 4.5 15.5 20l-3.7-6.3z", "M11.8 13.7 20 4.5"],
  clock: ["M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18z", "M12 7v5l3.2 2"],
  fault: ["M13 3 5 13.5h6L10.5 21 19 10h-6.5z"],
  help: ["M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18z", "M9.5 9.5a2.6 2.6 0 1 1 3.7 2.4c-.8.4-1.2.9-1.2 1.8", "M12 16.8h.01"],
  external: ["M14 4h6v6", "M20 4l-9 9", "M18 14v5.5H4.5V6H10"],
  search: ["M11 18a7 7 0 1 0 0-14 7 7 0 0 0 0 14z", "M20.5 20.5 16 16"],
  chevron: ["M6 9l6 6 6-6"],
  check: ["M5 12.5l4.5 4.5L19 7"],
  video: ["M3.5 7h11v10h-11z", "M14.5 10.8 20.5 7.5v9l-6-3.3"],
  eye: [
    "M2.5 12S6 5.5 12 5.5 21.5 12 21.5 12 18 18.5 12 18.5 2.5 12 2.5 12z",
    "M12 14.7a2.7 2.7 0 1 0 0-5.4 2.7 2.7 0 0 0 0 5.4z",
  ],
  server: ["M4 5h16v6H4z", "M4 13h16v6H4z", "M7.5 8h.01", "M7.5 16h.01"],
  back: ["M15 5l-7 7 7 7"],
  bolt: ["M13 3 5 13.5h6L10.5 21 19 10h-6.5z"],
  plus: ["M12 5v14", "M5 12h14"],
  link: ["M10 14a4 4 0 0 0 5.7 0l3-3a4 4 0 0 0-5.7-5.7l-1 1", "M14 10a4 4 0 0 0-5.7 0l-3 3a4 4 0 0 0 5.7 5.7l1-1"],
  calendar: ["M4 6h16v14H4z", "M4 10h16", "M8 3.5V7", "M16 3.5V7"],
};

export function icon(name, title) {
  return svg(
    "svg",
    {
      class: `icon icon-${name}`,
      viewBox: "0 0 24 24",
      "aria-hidden": title ? undefined : "true",
      role: title ? "img" : undefined,
      "aria-label": title,
    },
    PATHS[name].map((d) => svg("path", { d })),
  );
}
