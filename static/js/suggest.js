// Suggestions while typing, by the ARIA combobox pattern: a list below the box, moved through with the arrows, opened with
// Enter, closed with Escape. Without this script the box is a plain search, which finds the same.

const WAIT = 150; // milliseconds after the last letter
const SHORTEST = 2;

for (const input of document.querySelectorAll("input[data-suggests]")) suggest(input);

function suggest(input) {
  const list = document.createElement("div");
  const status = document.createElement("p");
  const known = new Map();
  let timer, asked, current = -1;

  list.id = `${input.id}-suggestions`;
  list.className = "suggest";
  list.hidden = true;
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", input.dataset.suggestsLabel);
  status.className = "visually-hidden";
  status.setAttribute("role", "status");
  input.closest(".search__row").append(list, status);
  input.setAttribute("role", "combobox");
  input.setAttribute("aria-autocomplete", "list");
  input.setAttribute("aria-expanded", "false");
  input.setAttribute("aria-controls", list.id);

  const options = () => [...list.querySelectorAll("[role=option]")];

  function close() {
    list.hidden = true;
    current = -1;
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
  }

  function mark(place) {
    const all = options();
    current = (place + all.length + 1) % (all.length + 1); // one place more: back in the box
    all.forEach((option, number) => option.setAttribute("aria-selected", String(number === current)));
    if (current === all.length) {
      current = -1;
      input.removeAttribute("aria-activedescendant");
    } else {
      input.setAttribute("aria-activedescendant", all[current].id);
      all[current].scrollIntoView({ block: "nearest" });
    }
  }

  function show(groups) {
    list.replaceChildren(...groups.map(group));
    const number = options().length;
    list.hidden = !number;
    current = -1;
    input.setAttribute("aria-expanded", String(number > 0));
    input.removeAttribute("aria-activedescendant");
    status.textContent = number ? input.dataset.suggestsStatus.replace("0", number) : input.dataset.suggestsNone;
  }

  function group({ kind, label, options: found }) {
    const box = document.createElement("div");
    const heading = document.createElement("p");
    heading.id = `${list.id}-${kind}`;
    heading.className = "suggest__kind";
    heading.textContent = label;
    box.setAttribute("role", "group");
    box.setAttribute("aria-labelledby", heading.id);
    box.append(heading, ...found.map(({ title, url, lang }, number) => {
      const option = document.createElement("a");
      option.id = `${heading.id}-${number}`;
      option.className = "suggest__option";
      option.href = url;
      option.lang = lang;
      option.tabIndex = -1;
      option.textContent = title;
      if (lang !== document.documentElement.lang) option.append(language(lang));
      option.setAttribute("role", "option");
      option.setAttribute("aria-selected", "false");
      return option;
    }));
    return box;
  }

  /** Says, in the language of the page, that a title is in the other one. */
  function language(lang) {
    const said = document.createElement("span");
    said.className = "label";
    said.lang = document.documentElement.lang;
    said.textContent = input.dataset[lang === "nl" ? "suggestsDutch" : "suggestsEnglish"];
    return said;
  }

  async function ask() {
    const typed = input.value.trim();
    asked = typed;
    if (typed.length < SHORTEST) return close();
    if (!known.has(typed)) {
      try {
        const answer = await fetch(`${input.dataset.suggests}?q=${encodeURIComponent(typed)}`);
        known.set(typed, answer.ok ? (await answer.json()).groups : []);
      } catch {
        return close(); // no network: the search itself will say so
      }
    }
    if (asked === typed && document.activeElement === input) show(known.get(typed));
  }

  input.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(ask, WAIT);
  });
  input.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && !list.hidden) {
      event.preventDefault();
      close();
    } else if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      if (list.hidden) ask();
      else mark(event.key === "ArrowDown" ? current + 1 : current < 0 ? options().length - 1 : current - 1);
    } else if (["Home", "End", "ArrowLeft", "ArrowRight"].includes(event.key) && current >= 0) {
      mark(-1); // these move through the words, so the mark goes back to the box
    } else if (event.key === "Enter" && current >= 0) {
      event.preventDefault();
      location.assign(options()[current].href);
    }
  });
  list.addEventListener("mousedown", (event) => event.preventDefault()); // the box keeps the focus
  input.addEventListener("blur", close);
  input.form.addEventListener("submit", () => {
    clearTimeout(timer);
    asked = null;
    close();
  });
}
