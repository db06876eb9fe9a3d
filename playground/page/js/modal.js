// Modals: a stack of forms that the app opened for this person.

import { api } from "./api.js";
import { avatar } from "./avatar.js";
import { blocks } from "./blocks.js";
import { el, swap } from "./dom.js";
import { icon } from "./icons.js";
import { plainText } from "./mrkdwn.js";
import { Surface } from "./surface.js";
import { failed } from "./toasts.js";
import { world } from "./world.js";

const NOT_FILLED = "Please complete this required field.";

const filled = (value) =>
  Object.entries(value ?? {}).some(
    ([key, one]) =>
      !["type", "timezone"].includes(key) && one !== null && one !== "" && !(Array.isArray(one) && !one.length),
  );

class Modal {
  constructor(view, close) {
    this.surface = new Surface({ view_id: view.id }, { redraw: () => this.draw(), entered: view.state?.values });
    this.close = close;
    this.view = view;
    this.node = el("dialog", { class: "dialog dialog-modal" });
    this.node.addEventListener("cancel", (event) => {
      event.preventDefault();
      if (event.target === this.node) this.close();
    });
    this.draw();
  }

  update(view) {
    this.view = view;
    this.surface.errors = {};
    this.draw();
  }

  draw() {
    const { view } = this;
    this.node.setAttribute("aria-label", plainText(view.title));
    const form = el(
      "form",
      { novalidate: true, on: { submit: (event) => (event.preventDefault(), this.submit()) } },
      el(
        "header",
        { class: "dialog-head" },
        avatar(world.person(world.app.user_id), "avatar-small"),
        el("h2", {}, plainText(view.title)),
        el(
          "button",
          { class: "plain", type: "button", "aria-label": "Close", on: { click: () => this.close({ cleared: true }) } },
          icon("close"),
        ),
      ),
      el("div", { class: "dialog-body blocks" }, blocks(view.blocks, this.surface)),
      (view.submit || view.close) &&
        el(
          "footer",
          { class: "dialog-foot" },
          el(
            "button",
            { class: "button", type: "button", on: { click: () => this.close() } },
            view.close ? plainText(view.close) : "Cancel",
          ),
          view.submit &&
            (this.button = el("button", { class: "button primary", type: "submit" }, plainText(view.submit))),
        ),
    );
    if (this.node.firstElementChild) swap(this.node.firstElementChild, form);
    else this.node.append(form);
  }

  missing() {
    const empty = this.view.blocks.filter(
      (block) =>
        block.type === "input" &&
        !block.optional &&
        !filled(this.surface.values[block.block_id]?.[block.element.action_id]),
    );
    return Object.fromEntries(empty.map((block) => [block.block_id, NOT_FILLED]));
  }

  show(errors) {
    this.surface.errors = errors;
    this.draw();
    const first = this.node.querySelector(".input-wrong");
    first?.scrollIntoView({ block: "center" });
    first?.querySelector("input, textarea, button, select")?.focus();
  }

  async submit() {
    const missing = this.missing();
    if (Object.keys(missing).length) return this.show(missing);
    this.surface.errors = {};
    this.button.setAttribute("aria-busy", "true");
    const heard = await api.submit(this.view.id, this.surface.values);
    this.button.removeAttribute("aria-busy");
    if (heard.errors) return this.show(heard.errors);
    if (heard.ok === false) return failed(world.app.name, heard);
    return this.draw();
  }
}

export class ModalStack {
  constructor() {
    this.stack = [];
  }

  open(view) {
    if (this.stack.some((modal) => modal.view.id === view.id)) return this.update(view);
    if (!view.previous_view_id) this.clear();
    const modal = new Modal(view, (how) => this.dismiss(view.id, how));
    this.stack.push(modal);
    document.body.append(modal.node);
    modal.node.showModal();
    modal.node.querySelector("[autofocus], .field, .select, .dialog-body button, .dialog-foot .primary")?.focus();
    return undefined;
  }

  update(view) {
    const modal = this.stack.find((one) => one.view.id === view.id);
    if (modal) modal.update(view);
    else this.open(view);
  }

  // The app or the person closed it; what lay on top goes with it.
  closed(viewId) {
    const at = this.stack.findIndex((modal) => modal.view.id === viewId);
    if (at < 0) return;
    for (const modal of this.stack.splice(at)) {
      modal.node.close();
      modal.node.remove();
    }
  }

  clear() {
    if (this.stack.length) this.closed(this.stack[0].view.id);
  }

  // By its Close button, or with `cleared` the whole stack.
  async dismiss(viewId, { cleared = false } = {}) {
    if (cleared) this.clear();
    else this.closed(viewId);
    await api.close(viewId, cleared);
  }
}
