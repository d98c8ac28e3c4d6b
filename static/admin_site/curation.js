// The form of an instrument: a sign of life while it is open, and no typed word lost by leaving the page.
const EVERY_MINUTE = 60_000;

document.addEventListener("DOMContentLoaded", () => {
  const status = document.querySelector("[data-alive]");
  const form = status?.closest("form");
  if (!form) return;

  let unsaved = Boolean(form.querySelector(".errornote"));
  form.addEventListener("input", () => { unsaved = true; });
  form.addEventListener("submit", () => { unsaved = false; });
  window.addEventListener("beforeunload", (event) => { if (unsaved) event.preventDefault(); });

  document.querySelectorAll("form[data-unsaved]").forEach((move) => {
    move.addEventListener("submit", (event) => {
      if (unsaved && !window.confirm(move.dataset.unsaved)) event.preventDefault();
      else unsaved = false;
    });
  });

  const body = new URLSearchParams({ csrfmiddlewaretoken: form.elements.csrfmiddlewaretoken.value });
  window.setInterval(async () => {
    if (document.hidden) return;
    const answer = await fetch(status.dataset.alive, { method: "POST", body }).catch(() => null);
    if (!answer?.ok) return;
    const { others } = await answer.json();
    const note = document.createElement("p");
    note.className = "warning-note";
    note.textContent = `${status.dataset.message} ${others.join(", ")}`;
    status.replaceChildren(...(others.length ? [note] : []));
  }, EVERY_MINUTE);
});
