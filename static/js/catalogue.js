// The catalogue works as a plain form. Where htmx is there, every tick swaps the results and the counts instead of the page;
// on a narrow screen the facets stand in a dialog. What a person opened, typed or focused stays as it was.

const sheet = document.getElementById("sheet");
const sheetBody = document.getElementById("sheet-body");
const wide = window.matchMedia("(min-width: 60rem)");
const folds = new Map(); // which details a person opened or closed, by id
const FOLDS = ".facet, .facet__more, .narrower";
const byId = (id) => document.getElementById(id);

if (window.htmx) document.documentElement.classList.add("swaps");

// --- a tick or a change is a submit

document.addEventListener("change", (event) => {
  if (window.htmx && event.target.form?.id === "find" && event.target.id !== "q") event.target.form.requestSubmit();
});

document.addEventListener("htmx:configRequest", ({ detail }) => {
  for (const [name, value] of Object.entries(detail.parameters)) if (value === "") delete detail.parameters[name];
});

// --- what was open stays open, also in the facets that come in

document.addEventListener("toggle", ({ target }) => {
  if (target.matches?.(FOLDS)) folds.set(target.id, target.open);
}, true);

document.addEventListener("htmx:oobBeforeSwap", ({ detail }) => {
  for (const fold of detail.fragment.querySelectorAll?.(FOLDS) ?? []) {
    if (folds.has(fold.id)) fold.open = folds.get(fold.id);
  }
});

// --- after a swap: the search box, the dialog and the focus follow

document.addEventListener("htmx:afterSettle", () => {
  const box = byId("q");
  if (box !== document.activeElement) box.value = new URLSearchParams(location.search).get("q") ?? "";
  document.title = byId("results").dataset.title;
  byId("sheet-total").textContent = byId("results").dataset.total;
  if (sheet.open) byId("sheet-status").textContent = byId("sentence").textContent;
  else if (document.activeElement === document.body) byId("sentence").focus(); // a chip or a page number that is gone
});

// --- the switch of language leads to the same choices

function keepChoices() {
  document.querySelector("header a[hreflang]").search = location.search;
}

document.addEventListener("htmx:afterSettle", keepChoices);
document.addEventListener("htmx:historyRestore", keepChoices);

for (const failure of ["htmx:responseError", "htmx:sendError"]) {
  document.addEventListener(failure, ({ detail }) => location.assign(detail.pathInfo.finalRequestPath ?? location.href));
}

// --- the dialog on narrow screens

function open() {
  sheetBody.append(byId("facets"));
  sheet.showModal();
}

function putBack() {
  byId("sheet-status").textContent = "";
  if (sheetBody.firstElementChild) byId("narrow-fold")?.append(sheetBody.firstElementChild);
}

document.addEventListener("click", (event) => {
  if (event.target.closest("[data-opens=sheet]") && sheet.showModal) {
    event.preventDefault();
    open();
  } else if (event.target.closest("[data-closes=sheet]") || event.target === sheet) {
    sheet.close();
  }
});

sheet.addEventListener("close", () => {
  putBack();
  document.querySelector("[data-opens=sheet]")?.focus();
});

window.addEventListener("popstate", () => sheet.close());

// --- beside the results the facets are always unfolded

function unfold() {
  if (wide.matches) {
    if (sheet.open) sheet.close();
    byId("narrow-fold").open = true;
  }
}

wide.addEventListener("change", unfold);
document.addEventListener("htmx:historyRestore", unfold);
unfold();
