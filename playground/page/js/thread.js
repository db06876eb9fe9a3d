// The pane on the right: a message with its replies.

import { api } from "./api.js";
import { Composer } from "./composer.js";
import { el } from "./dom.js";
import { icon } from "./icons.js";
import { MessageList } from "./list.js";
import { conversationTitle, world } from "./world.js";

export class Thread {
  constructor({ channel, thread }, close) {
    const one = world.conversation(channel);
    this.thread = thread;
    this.channel = channel;
    this.list = new MessageList({ channel, thread }, {});
    this.composer = new Composer({ channel, thread });
    const where = one.kind === "im" || one.kind === "mpim" ? conversationTitle(one) : `#${one.name}`;
    this.node = el(
      "aside",
      {
        class: "pane thread",
        "aria-label": `Thread in ${where}`,
        on: { keydown: (event) => event.key === "Escape" && close() },
      },
      el(
        "header",
        { class: "pane-head" },
        el("h2", {}, "Thread"),
        el("span", { class: "topic" }, where),
        el(
          "button",
          { class: "plain", type: "button", "aria-label": "Close thread", on: { click: close } },
          icon("close"),
        ),
      ),
      this.list.node,
      this.composer.node,
    );
  }

  async load() {
    const { messages = [] } = await api.messages(this.channel, this.thread);
    this.list.show(messages);
  }

  renew() {
    this.list.refresh();
  }
}
