// What the pages do by themselves: stay up to date, ask before ending, hand a personal link's secret on.
"use strict";

const every = 2000;

async function refresh() {
  const shown = document.querySelectorAll("[data-live]");
  if (!shown.length || document.hidden) return;
  const answer = await fetch(`${location.pathname}?refresh`);
  if (!answer.ok) return;
  const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
  for (const part of shown) renew(part, fresh.getElementById(part.id));
}

function renew(part, fresh) {
  if (!fresh || fresh.innerHTML === part.innerHTML) return;
  const focused = document.activeElement?.id;
  part.replaceChildren(...fresh.childNodes);
  if (focused) document.getElementById(focused)?.focus();
}

function comeByPersonalLink() {
  const token = new URLSearchParams(location.hash.slice(1)).get("token");
  if (!token || !location.pathname.includes("/webrtc/")) return;
  const form = document.createElement("form");
  form.method = "post";
  form.action = location.pathname;
  const field = document.createElement("input");
  field.type = "hidden";
  field.name = "token";
  field.value = token;
  form.append(field);
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

setInterval(() => refresh().catch(() => {}), every);
comeByPersonalLink();
