// The app's own place: its Home tab, and the messages between it and this person.

import { api } from "./api.js";
import { avatar, badges } from "./avatar.js";
import { blocks } from "./blocks.js";
import { el, swap } from "./dom.js";
import { icon } from "./icons.js";
import { Surface } from "./surface.js";
import { world } from "./world.js";

export function appTabs(active) {
  const dm = world.dmWith(world.app.user_id);
  const tab = (name, address, current) =>
    el("a", { class: "tab", href: address, "aria-current": current ? "page" : undefined }, name);
  return el(
    "nav",
    { class: "tabs", "aria-label": world.app.name },
    world.app.home && tab("Home", world.address({ channel: "home" }), active === "home"),
    dm && tab("Messages", world.address({ channel: dm.id }), active === "messages"),
  );
}

export class Home {
  constructor({ openSidebar }) {
    this.surface = new Surface({ view_id: "" }, { redraw: () => this.draw() });
    this.view = null;
    this.body = el("div", { class: "home blocks" });
    const app = world.person(world.app.user_id) ?? { id: world.app.user_id, real_name: world.app.name, is_bot: true };
    this.node = el(
      "section",
      { class: "pane", "aria-label": `${world.app.name}: Home` },
      el(
        "header",
        { class: "pane-head" },
        el(
          "button",
          { class: "plain only-narrow", type: "button", "aria-label": "Conversations", on: { click: openSidebar } },
          icon("menu"),
        ),
        el("h1", {}, avatar(app, "avatar-small"), el("span", {}, world.app.name)),
        badges({ is_bot: true }),
      ),
      appTabs("home"),
      el("div", { class: "home-scroll", tabindex: "0" }, this.body),
    );
  }

  async load() {
    const { view } = await api.home();
    this.show(view);
  }

  show(view) {
    this.view = view;
    if (view?.id) this.surface.where = { view_id: view.id };
    this.draw();
  }

  draw() {
    const nothing = el("p", { class: "nothing" }, `${world.app.name} has put nothing here yet.`);
    const fresh = el(
      "div",
      { class: "home blocks" },
      this.view?.blocks?.length ? blocks(this.view.blocks, this.surface) : nothing,
    );
    swap(this.body, fresh);
    this.body = fresh;
  }

  renew() {
    this.draw();
  }
}
