// What the pages do by themselves: stay up to date, ask before what cannot be taken back, tell when a window closes.
"use strict";

const every = 2000;

async function refresh() {
  const shown = document.querySelectorAll("[data-live]");
  if (!shown.length || document.hidden) return;
  const here = new URL(location.href);
  here.hash = "";
  here.searchParams.set("refresh", "");
  const answer = await fetch(here);
  if (!answer.ok) return;
  const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
  for (const part of shown) renew(part, fresh.getElementById(part.id));
}

function renew(part, fresh) {
  if (!fresh) return part.replaceChildren(); // it is over: nothing is left to press
  if (fresh.innerHTML === part.innerHTML || isBeingFilled(part, fresh)) return;
  const focused = document.activeElement?.id;
  part.replaceChildren(...fresh.childNodes);
  if (focused) document.getElementById(focused)?.focus();
}

function isBeingFilled(part, fresh) {
  return part.querySelector("details[open]") !== null && fresh.querySelector("details") !== null;
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

setInterval(() => refresh().catch(() => {}), every);
