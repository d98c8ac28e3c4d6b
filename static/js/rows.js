// One more row of a kind: another link, another partner. Without this script, saving gives an empty one.

const MOST = 20;

for (const button of document.querySelectorAll("[data-adds-row]")) {
  const box = button.closest("[data-rows]");
  box.querySelector("[data-with-script]").hidden = false;
  box.querySelector("[data-without-script]").hidden = true;
  button.addEventListener("click", () => add(box, button));
}

function add(box, button) {
  const rows = box.querySelectorAll("fieldset.one-row");
  const last = rows[rows.length - 1];
  const row = last.cloneNode(true);
  const kind = box.dataset.rows;
  const number = Number(last.dataset.row) + 1;
  row.dataset.row = number;
  for (const element of row.querySelectorAll("*")) {
    for (const name of ["id", "for", "name", "data-box", "aria-describedby"]) {
      const value = element.getAttribute(name);
      if (value) element.setAttribute(name, value.replaceAll(`${kind}-${number - 1}-`, `${kind}-${number}-`));
    }
    if (element.matches("input:not([type=checkbox]):not([type=radio]), textarea")) element.value = element.defaultValue = "";
    if (element.matches("select")) element.selectedIndex = 0;
    if (element.matches("[type=checkbox], [type=radio]")) element.checked = false;
    element.removeAttribute("aria-invalid");
  }
  row.querySelectorAll(".errorlist, .meanwhile").forEach((told) => told.remove());
  row.querySelector("legend").textContent = last.querySelector("legend").textContent.replace(/\d+/, number + 1);
  last.after(row);
  row.querySelector("input, select, textarea").focus();
  button.parentElement.hidden = number + 1 >= MOST;
}
