// The workshop works as plain forms. Where htmx is there, a step comes into the page and only what changed is swapped; the
// reader stands at once in what came in, and goes back to where she was with Escape.

let from = null; // what had the focus when a step was asked for

document.addEventListener("htmx:beforeRequest", ({ detail }) => {
  if (detail.target.id === "step" && !detail.elt.closest("#step")) from = document.activeElement;
});

document.addEventListener("htmx:afterSettle", ({ detail }) => {
  if (detail.target.id !== "step") return;
  (document.querySelector("#step .form-errors") ?? document.querySelector("#step [tabindex='-1']"))?.focus();
  document.getElementById("step").scrollIntoView({ block: "nearest" });
});

document.addEventListener("htmx:pushedIntoHistory", () => {
  document.getElementById("back").value = location.pathname + location.search;
});

document.addEventListener("keydown", (event) => {
  const step = document.getElementById("step");
  if (event.key !== "Escape" || !step.contains(event.target)) return;
  step.replaceChildren();
  from?.focus();
});

for (const failure of ["htmx:responseError", "htmx:sendError"]) {
  document.addEventListener(failure, () => location.reload());
}
