// Keeps what is typed into a long form, field by field, a moment after typing stops. The server answers for each field
// with a token, which says what it holds now; who saves with an old token is told what somebody else wrote meanwhile.
// Without this script the buttons of the form do the same.

const PAUSE = 800; // milliseconds after the last letter
const LONGEST_WAIT = 30_000;
const AT_THE_DOOR = 3_000; // so long a link waits for what is being kept
const LETTERS_AT_THE_END = 60_000; // what a browser still sends when the page is left
const NOT_TYPED = /^(csrfmiddlewaretoken|shown|tab|then|files|choice-.*)$/;

const form = document.querySelector("form[data-autosave]");
if (form) keep(form);

function keep(form) {
  const status = document.getElementById("saved");
  const tab = Math.random().toString(36).slice(2, 10).padEnd(8, "0");
  const stash = `typed ${form.dataset.draft}`;
  const tokens = JSON.parse(form.elements.shown.value);
  const known = new Map(Object.keys(tokens).map((name) => [name, same(valuesOf(name))]));
  const conflicts = new Map();
  let saves = 0, timer, sending, wait = 0, reachable = true, signedIn = true, open = true, leaving = false;

  function valuesOf(name) {
    const given = form.elements[name];
    if (!given) return [];
    const all = given instanceof RadioNodeList ? [...given] : [given];
    return all
      .filter((one) => !one.disabled && (!["checkbox", "radio"].includes(one.type) || one.checked))
      .map((one) => one.value.replaceAll("\r\n", "\n"));
  }

  function same(values) {
    return JSON.stringify(values.filter((value) => value !== ""));
  }

  function names() {
    return [...new Set([...form.elements].map((one) => one.name))].filter((name) => name && !NOT_TYPED.test(name));
  }

  function unsaved() {
    return names().filter((name) => same(valuesOf(name)) !== (known.get(name) ?? "[]"));
  }

  const toSave = () => unsaved().filter((name) => !conflicts.has(name));

  function body(fields) {
    const data = new URLSearchParams();
    for (const name of fields) for (const value of valuesOf(name)) data.append(name, value);
    data.set("shown", JSON.stringify(Object.fromEntries(fields.map((name) => [name, tokens[name] ?? "0-"]))));
    data.set("tab", `${tab}-${(saves += 1)}`);
    return data;
  }

  const post = (data, options = {}) =>
    fetch(form.dataset.autosave, {
      method: "POST", body: data, headers: { "X-CSRFToken": form.elements.csrfmiddlewaretoken.value }, ...options,
    });

  function say(text, isUnsaved = false) {
    if (status.textContent !== text) status.textContent = text;
    status.classList.toggle("saved--unsaved", isUnsaved);
  }

  function later(milliseconds) {
    clearTimeout(timer);
    timer = setTimeout(save, milliseconds);
  }

  function save() {
    clearTimeout(timer);
    if (!open || !signedIn || leaving) return sending ?? Promise.resolve();
    sending ??= send().finally(() => (sending = undefined));
    return sending;
  }

  async function send() {
    const fields = toSave();
    if (!fields.length) return;
    const sent = new Map(fields.map((name) => [name, same(valuesOf(name))]));
    let answer;
    try {
      answer = await post(body(fields));
      if (answer.status === 403 && (await newToken())) answer = await post(body(fields));
    } catch {
      return retry();
    }
    if (answer.status === 401 || !signedIn) return askToSignIn();
    if (answer.status === 409 || answer.status === 404) return close();
    if (answer.status >= 500) return retry();
    if (!answer.ok) return say(status.dataset.unsaved, true);
    read(await answer.json().catch(() => ({})), sent);
  }

  function read({ saved = {}, at, wrong = {}, elsewhere = {} }, sent) {
    wait = 0;
    reachable = true;
    for (const [name, token] of Object.entries(saved)) {
      tokens[name] = token;
      known.set(name, sent.get(name));
    }
    for (const [name, messages] of Object.entries(wrong)) tell(name, messages);
    for (const [name, other] of Object.entries(elsewhere)) offer(name, other);
    remember();
    if (unsaved().length) {
      if (toSave().length) later(PAUSE);
      say(status.dataset.unsaved, true);
    } else {
      say(`${status.dataset.saved} ${at}`);
    }
    const kept = Object.keys(saved).map((name) => [name, JSON.parse(sent.get(name))]);
    form.dispatchEvent(new CustomEvent("kept", { detail: Object.fromEntries(kept) }));
  }

  function retry() {
    reachable = false;
    remember();
    say(status.dataset.waiting, true);
    wait = Math.min(LONGEST_WAIT, wait ? wait * 2 : 1000);
    setTimeout(() => { if (!reachable) save(); }, wait);
  }

  // Signing in again, here or in another tab, gives a new session and makes the token of this page invalid.
  async function newToken() {
    const answer = await fetch(form.dataset.autosave, { headers: { Accept: "application/json" } });
    signedIn = answer.status !== 401;
    if (!answer.ok) return false;
    form.elements.csrfmiddlewaretoken.value = (await answer.json()).csrf;
    return true;
  }

  function askToSignIn() {
    signedIn = false;
    remember();
    say(status.dataset.unsaved, true);
    document.getElementById("signed-out").hidden = false;
  }

  async function isSheBack() {
    if (signedIn || !(await newToken().catch(() => false))) return;
    document.getElementById("signed-out").hidden = true;
    save();
  }

  function close() {
    open = false;
    remember();
    say(status.dataset.unsaved, true);
    document.getElementById("closed").hidden = false;
  }

  // What is not saved survives in this tab, also when the page is left, loaded again, or read in the other language.
  function stashed() {
    try {
      return JSON.parse(sessionStorage.getItem(stash) ?? "{}");
    } catch {
      return {};
    }
  }

  function remember(left = unsaved()) {
    const kept = stashed();
    for (const name of names()) delete kept[name];
    for (const name of left) kept[name] = { values: valuesOf(name), token: tokens[name] ?? "0-" };
    try {
      if (Object.keys(kept).length) sessionStorage.setItem(stash, JSON.stringify(kept));
      else sessionStorage.removeItem(stash);
    } catch { /* no room, or forbidden: the page itself still holds it */ }
  }

  function restore() {
    for (const [name, { values, token }] of Object.entries(stashed())) {
      if (!form.elements[name] || same(values) === known.get(name)) continue;
      const theirs = valuesOf(name);
      fill(name, values);
      if (token !== (tokens[name] ?? "0-")) {
        offer(name, { values: theirs, token: tokens[name], words: theirs.join(", "), when: "" });
      }
    }
    if (unsaved().length) save();
  }

  function fill(name, values) {
    const given = form.elements[name];
    const all = given instanceof RadioNodeList ? [...given] : [given];
    for (const one of all) {
      if (["checkbox", "radio"].includes(one.type)) one.checked = values.includes(one.value);
      else one.value = values[0] ?? "";
    }
  }

  const boxOf = (name) => form.querySelector(`[data-box="${CSS.escape(name)}"]`);

  function offer(name, other) {
    const box = boxOf(name);
    if (!box) return;
    conflicts.set(name, other);
    box.querySelector(".meanwhile")?.remove();
    const told = document.getElementById("meanwhile").content.firstElementChild.cloneNode(true);
    const words = told.querySelector("[data-words]");
    told.querySelector("[data-when]").textContent = other.when;
    words.textContent = other.words || words.dataset.empty;
    told.querySelector("[data-keep]").addEventListener("click", () => choose(name, other, false));
    told.querySelector("[data-take]").addEventListener("click", () => choose(name, other, true));
    box.append(told);
  }

  function choose(name, other, take) {
    tokens[name] = other.token;
    known.set(name, same(other.values));
    conflicts.delete(name);
    if (take) fill(name, other.values);
    boxOf(name).querySelector(".meanwhile").remove();
    boxOf(name).querySelector("input, select, textarea").focus();
    if (toSave().length) save();
    else if (!unsaved().length) say("");
    remember();
  }

  // What is wrong with a field, beside it.
  function tell(name, messages) {
    const field = boxOf(name)?.closest(".field") ?? boxOf(name)?.querySelector(".field");
    if (!field) return;
    const id = `id_${name}_error`;
    const several = field.querySelector("fieldset > div[id]:not(.field__help)");
    const controls = field.querySelectorAll("input, select, textarea");
    field.querySelector(".errorlist")?.remove();
    field.classList.toggle("field--wrong", messages.length > 0);
    for (const control of controls) {
      const others = (control.getAttribute("aria-describedby") ?? "").split(" ").filter((one) => one && one !== id);
      if (messages.length) others.push(id);
      if (others.length) control.setAttribute("aria-describedby", others.join(" "));
      else control.removeAttribute("aria-describedby");
      if (messages.length) control.setAttribute("aria-invalid", "true");
      else control.removeAttribute("aria-invalid");
    }
    if (!messages.length) return;
    const list = document.createElement("ul");
    list.id = id;
    list.className = "errorlist";
    list.append(...messages.map((message) => Object.assign(document.createElement("li"), { textContent: message })));
    (several ?? controls[0]).before(list);
  }

  form.addEventListener("input", ({ target }) => {
    if (!target.name || NOT_TYPED.test(target.name)) return;
    if (reachable && signedIn && open) say(unsaved().length ? status.dataset.saving : status.textContent);
    later(PAUSE);
  });
  form.addEventListener("change", () => later(0));
  form.addEventListener("submit", async (event) => {
    if (sending) { // its answer changes the tokens
      event.preventDefault();
      await sending;
      return form.requestSubmit(event.submitter);
    }
    leaving = true;
    clearTimeout(timer);
    form.elements.shown.value = JSON.stringify(Object.fromEntries(names().map((name) => [name, tokens[name] ?? "0-"])));
    form.elements.tab.value = `${tab}-${(saves += 1)}`;
    remember([]);
  });
  // A page that is asked for before the last letters are kept would show the field as it was before them.
  addEventListener("click", async (event) => {
    const link = event.target.closest?.("a[href]");
    const elsewhere = event.button || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey || link?.target;
    if (!link || elsewhere || event.defaultPrevented || leaving || !toSave().length) return;
    if (link.origin !== location.origin || (link.hash && link.pathname === location.pathname)) return;
    event.preventDefault();
    await Promise.race([save().then(save), new Promise((done) => setTimeout(done, AT_THE_DOOR))]);
    location.assign(link.href);
  });
  addEventListener("pagehide", () => {
    if (leaving) return;
    remember();
    const data = toSave().length ? body(toSave()) : undefined;
    if (data && data.toString().length < LETTERS_AT_THE_END) post(data, { keepalive: true }).catch(() => {});
  });
  addEventListener("pageshow", (event) => { if (event.persisted) leaving = false; });
  addEventListener("beforeunload", (event) => {
    if (!leaving && unsaved().length && (!reachable || !signedIn || conflicts.size)) event.preventDefault();
  });
  addEventListener("online", save);
  addEventListener("focus", isSheBack);
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "hidden") save();
    else isSheBack();
  });
  setInterval(isSheBack, 10_000);
  restore();
}
