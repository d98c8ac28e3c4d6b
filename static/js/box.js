// The box that this browser remembers: what is put in on any page comes to what is there already, and only this browser
// knows. Without the script, or where nothing can be remembered, each link leads to a box that is nothing but its address.

const KEY = "box";
const header = document.querySelector("header [data-box]");
const page = document.querySelector("[data-box-page]");
const said = document.querySelector("[data-box-said]");
const all = (selector) => document.querySelectorAll(selector);

function remembers() {
  try {
    localStorage.setItem(`${KEY}-try`, "");
    localStorage.removeItem(`${KEY}-try`);
    return true;
  } catch {
    return false; // a browser that keeps nothing
  }
}

function kept() {
  try {
    const items = JSON.parse(localStorage.getItem(KEY));
    return Array.isArray(items) ? items.filter((item) => /^[\w-]{1,100}$/.test(item)).slice(0, most()) : [];
  } catch {
    return [];
  }
}

function keep(items) {
  if (items.length) localStorage.setItem(KEY, JSON.stringify(items));
  else localStorage.removeItem(KEY);
  show();
}

const most = () => Number(header.dataset.most);
const same = (one, other) => one.join() === other.join();
const inAddress = (search) => new URLSearchParams(search).getAll("item");

function address(items) {
  const query = new URLSearchParams(items.map((item) => ["item", item]));
  return header.dataset.box + (items.length ? `?${query}` : "");
}

function count(item) {
  navigator.sendBeacon(header.dataset.counts, new URLSearchParams({ item }));
}

// --- every page: how many are in it, and the links that put something in become buttons

function show() {
  const items = kept();
  for (const link of all("[data-box]")) link.href = address(items);
  for (const number of all("[data-box-count]")) number.textContent = items.length;
  for (const number of all("[data-box-inside]")) number.hidden = !items.length;
  for (const button of all("button[data-boxes]")) {
    const inside = items.includes(button.dataset.boxes);
    button.classList.toggle("is-inside", inside);
    button.querySelector("[data-box-does]").textContent = inside ? header.dataset.takesOut : header.dataset.putsIn;
  }
}

function enhance() {
  for (const link of all("a[data-boxes]")) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = link.className;
    button.dataset.boxes = link.dataset.boxes;
    button.append(...link.childNodes);
    link.replaceWith(button);
  }
  show();
}

function toggle(item) {
  const items = kept();
  if (items.includes(item)) {
    keep(items.filter((one) => one !== item));
    said.textContent = header.dataset.saysOut.replace("0", items.length - 1);
  } else if (items.length < most()) {
    keep([...items, item]);
    said.textContent = header.dataset.saysIn.replace("0", items.length + 1);
    count(item);
  } else {
    location.assign(address(items)); // full: there it says so, and things can be taken out
  }
}

// --- the page of a box: it is the remembered one, or somebody else's, or an earlier one

function compare() {
  const asked = inAddress(location.search);
  const shown = page.dataset.boxPage.split(" ").filter(Boolean);
  if (!asked.length && kept().length) return location.replace(address(kept()));
  if (!kept().length || same(asked, kept())) keep(shown);
  const mine = same(shown, kept());
  page.querySelector("[data-box-other]").hidden = mine;
  for (const line of page.querySelectorAll("[data-box-mine]")) line.hidden = !mine || !shown.length;
  return { mine, shown };
}

function followed(event) {
  const link = event.target.closest("a[href]");
  const plain = !(event.ctrlKey || event.metaKey || event.shiftKey || event.altKey);
  if (!link || !plain || link.matches("[data-box]") || link.pathname !== location.pathname || !compare().mine) return;
  const next = inAddress(link.search);
  next.filter((item) => !kept().includes(item)).forEach(count);
  keep(next);
}

function onPage() {
  compare();
  page.addEventListener("click", followed);
  page.querySelector("[data-box-keeps]").addEventListener("click", () => {
    keep(compare().shown);
    compare();
    said.textContent = header.dataset.saysIn.replace("0", kept().length);
  });
  page.querySelector("[data-box-joins]").addEventListener("click", () => {
    keep([...new Set([...kept(), ...compare().shown])].slice(0, most()));
    location.assign(address(kept()));
  });
}

if (header && remembers()) {
  enhance();
  document.addEventListener("click", ({ target }) => {
    const button = target.closest("button[data-boxes]");
    if (button) toggle(button.dataset.boxes);
  });
  document.addEventListener("htmx:afterSettle", enhance);
  addEventListener("storage", show); // another tab
  if (page) onPage();
  addEventListener("pageshow", ({ persisted }) => persisted && (page ? location.reload() : show()));
}
