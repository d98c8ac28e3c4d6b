// Tells the portal that the page of an instrument was opened, and whether by a link on another site: two numbers, and
// nothing about who looks.

const page = document.querySelector("[data-seen]");
if (page) {
  const from = document.referrer && new URL(document.referrer).host !== location.host ? "link" : "";
  navigator.sendBeacon(page.dataset.seen, new URLSearchParams({ from }));
}
