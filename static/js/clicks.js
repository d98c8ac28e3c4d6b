// Tells the search log that a search led to a click: the words and nothing else.

document.addEventListener("click", ({ target }) => {
  const link = target.closest("[data-counts-clicks] a");
  const words = new URLSearchParams(location.search).get("q");
  if (!link || !words) return;
  navigator.sendBeacon(link.closest("[data-counts-clicks]").dataset.countsClicks, new URLSearchParams({ q: words }));
});
