// What a join link's address holds after the `#` is handed on, and leaves the address.

const home = new URL(".", document.currentScript.src);

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

window.addEventListener("hashchange", comeByLink);
comeByLink();
