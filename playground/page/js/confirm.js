// Slack's confirmation dialogs: asks once, resolves to true or false.

import { el, freshId } from "./dom.js";
import { plainText, textObject } from "./mrkdwn.js";

export function confirmed(confirm) {
  if (!confirm) return Promise.resolve(true);
  return new Promise((resolve) => {
    const title = freshId("confirm");
    const dialog = el(
      "dialog",
      { class: "dialog dialog-confirm", "aria-labelledby": title },
      el("h2", { id: title }, plainText(confirm.title)),
      el("div", { class: "dialog-body" }, el("p", {}, textObject(confirm.text))),
    );
    const answer = (agreed) => {
      dialog.close();
      dialog.remove();
      resolve(agreed);
    };
    const yes = el(
      "button",
      {
        type: "button",
        class: `button ${confirm.style === "danger" ? "danger" : "primary"}`,
        on: { click: () => answer(true) },
      },
      plainText(confirm.confirm) || "Yes",
    );
    const no = el(
      "button",
      { type: "button", class: "button", on: { click: () => answer(false) } },
      plainText(confirm.deny) || "Cancel",
    );
    dialog.append(el("div", { class: "dialog-foot" }, no, yes));
    dialog.addEventListener("cancel", (event) => {
      event.preventDefault();
      event.stopPropagation();
      answer(false);
    });
    document.body.append(dialog);
    dialog.showModal();
    yes.focus();
  });
}
