// What the pages do by themselves: stay up to date, ask before ending, hand on what a join link's address holds.
"use strict";

const every = 2000;
const home = new URL(".", document.currentScript.src);

async function refresh() {
  const shown = document.querySelectorAll("[data-live]");
  if (!shown.length || document.hidden) return;
  const answer = await fetch(`${location.pathname}?refresh`);
  if (!answer.ok) return;
  const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
  for (const part of shown) renew(part, fresh.getElementById(part.id));
}

function renew(part, fresh) {
  if (!fresh) return part.replaceChildren(); // the call is over: nothing is left to press
  if (fresh.innerHTML === part.innerHTML || isBeingFilled(part, fresh)) return;
  const focused = document.activeElement?.id;
  part.replaceChildren(...fresh.childNodes);
  if (focused) document.getElementById(focused)?.focus();
}

function isBeingFilled(part, fresh) {
  return part.querySelector("details[open]") !== null && fresh.querySelector("details") !== null;
}

function comeByLink() {
  const [path, asked] = location.hash.slice(1).split("?");
  if (path !== "/link-meeting" || !asked) return;
  const form = document.createElement("form");
  form.method = "post";
  form.action = new URL("link-meeting", home).href;
  for (const [name, value] of new URLSearchParams(asked)) {
    const field = document.createElement("input");
    field.type = "hidden";
    field.name = name;
    field.value = value;
    form.append(field);
  }
  document.body.append(form);
  history.replaceState(null, "", location.pathname);
  form.submit();
}

let acting = false;

document.addEventListener("submit", (event) => {
  const ask = event.target.dataset.ask;
  if (ask && !window.confirm(ask)) event.preventDefault();
  else acting = true;
});

window.addEventListener("pagehide", () => {
  const load = document.getElementById("load")?.dataset.number;
  if (!acting && load) navigator.sendBeacon(`${location.pathname}/away?load=${load}`);
});

window.addEventListener("hashchange", comeByLink);
setInterval(() => refresh().catch(() => {}), every);
comeByLink();
