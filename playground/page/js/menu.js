// Pop-up menus: beside what opened them, above dialogs, closed by Escape or a press elsewhere.

import { el } from "./dom.js";

let open = null;

export function closeMenu({ focus = true } = {}) {
  if (!open) return;
  const { panel, anchor, away, closed } = open;
  open = null;
  document.removeEventListener("pointerdown", away, true);
  window.removeEventListener("resize", away);
  panel.remove();
  anchor.setAttribute("aria-expanded", "false");
  if (focus) anchor.focus({ preventScroll: true });
  closed?.();
}

function place(panel, anchor) {
  const box = anchor.getBoundingClientRect();
  const { offsetWidth: width, offsetHeight: height } = panel;
  const below = window.innerHeight - box.bottom - 8;
  const top =
    below >= height || below >= box.top
      ? Math.min(box.bottom + 4, window.innerHeight - height - 8)
      : box.top - height - 4;
  panel.style.left = `${Math.max(8, Math.min(box.left, window.innerWidth - width - 8))}px`;
  panel.style.top = `${Math.max(8, top)}px`;
}

// Shows `content` beside `anchor`. A second call with the same anchor closes it.
export function popup(anchor, content, { role = "dialog", label, wide = false, closed } = {}) {
  const again = open?.anchor === anchor;
  closeMenu({ focus: again });
  if (again) return null;
  const panel = el(
    "div",
    { class: `popup${wide ? " popup-wide" : ""}`, role, "aria-label": label, popover: "manual", tabindex: "-1" },
    content,
  );
  (anchor.closest("dialog") ?? document.body).append(panel);
  panel.showPopover?.();
  place(panel, anchor);
  const away = (event) => {
    if (event.type === "resize" || !(panel.contains(event.target) || anchor.contains(event.target)))
      closeMenu({ focus: false });
  };
  panel.addEventListener("keydown", (event) => {
    if (event.key === "Escape" || event.key === "Tab") {
      event.preventDefault();
      event.stopPropagation();
      closeMenu();
    }
  });
  document.addEventListener("pointerdown", away, true);
  window.addEventListener("resize", away);
  anchor.setAttribute("aria-expanded", "true");
  open = { panel, anchor, away, closed };
  return panel;
}

export function step(items, by) {
  const at = items.indexOf(document.activeElement);
  items.at((at + by + items.length) % items.length)?.focus();
}

// The arrow keys go from one of `items` to the next; the first has the focus.
export function walk(panel, items) {
  panel.addEventListener("keydown", (event) => {
    const by = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (!by) return;
    event.preventDefault();
    step(items, by);
  });
  items[0]?.focus();
}

function entry({ label, detail, icon, danger, act }) {
  return el(
    "button",
    {
      class: `menu-item${danger ? " menu-danger" : ""}`,
      type: "button",
      role: "menuitem",
      on: {
        click: () => {
          closeMenu();
          act();
        },
      },
    },
    icon,
    el("span", { class: "menu-label" }, label, detail && el("small", {}, detail)),
  );
}

// `entries`: {label, act, detail?, icon?, danger?} or a string, which is a heading.
export function menu(anchor, entries, label) {
  const items = entries.map((one) =>
    typeof one === "string" ? el("div", { class: "menu-heading", role: "presentation" }, one) : entry(one),
  );
  const panel = popup(anchor, items, { role: "menu", label });
  if (!panel) return;
  walk(
    panel,
    items.filter((item) => item.role === "menuitem" || item.getAttribute("role") === "menuitem"),
  );
}
