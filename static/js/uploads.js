// Sends files one by one as soon as they are chosen, each with its progress, and tries again when the line breaks. Without
// this script they go with the form.

const TRIES = 4;

for (const box of document.querySelectorAll("[data-uploads]")) receive(box);

function receive(box) {
  const input = box.querySelector("input[type=file]");
  const underWay = box.querySelector(".uploads__under-way");
  const form = input.form;
  let queue = Promise.resolve();
  box.querySelector("[data-without-script]").hidden = true;

  input.addEventListener("change", () => {
    for (const file of input.files) queue = queue.then(() => take(file));
    input.value = "";
  });

  function take(file) {
    const line = document.createElement("li");
    const bar = document.createElement("progress");
    const words = document.createElement("span");
    words.textContent = `${file.name}: ${box.dataset.sending}`;
    bar.max = 1;
    bar.value = 0;
    bar.setAttribute("aria-label", file.name);
    line.append(words, bar);
    underWay.append(line);
    return attempt(file, bar).then(async (answer) => {
      if (answer.file) {
        await show(answer.file);
        words.textContent = `${box.dataset.done} ${answer.name}`;
        bar.remove();
        setTimeout(() => line.remove(), 10_000);
      } else {
        bar.remove();
        line.className = "notice notice--warning";
        words.textContent = answer.refused ?? `${file.name}: ${box.dataset.failed}`;
        if (!answer.refused) line.append(again(file, line));
      }
    });
  }

  function again(file, line) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "button";
    button.textContent = box.dataset.again;
    button.addEventListener("click", () => {
      line.remove();
      queue = queue.then(() => take(file));
    });
    return button;
  }

  async function attempt(file, bar) {
    for (let number = 0; number < TRIES; number += 1) {
      if (number) await new Promise((done) => setTimeout(done, 1000 * 2 ** number));
      const { status, answer } = await send(file, bar);
      if (status && status < 500 && status !== 401 && status !== 403) return answer;
      if (status === 401) return {};
      if (status === 403) await newToken();
    }
    return {};
  }

  // fetch says nothing of how far a request got
  function send(file, bar) {
    return new Promise((done) => {
      const request = new XMLHttpRequest();
      const data = new FormData();
      data.set("files", file);
      request.upload.addEventListener("progress", ({ loaded, total }) => { bar.value = total ? loaded / total : 0; });
      request.addEventListener("loadend", () => done({ status: request.status, answer: request.response ?? {} }));
      request.open("POST", box.dataset.uploads);
      request.setRequestHeader("X-CSRFToken", form.elements.csrfmiddlewaretoken.value);
      request.responseType = "json";
      request.send(data);
    });
  }

  async function newToken() {
    const answer = await fetch(form.dataset.autosave).catch(() => ({ ok: false }));
    if (answer.ok) form.elements.csrfmiddlewaretoken.value = (await answer.json()).csrf;
  }

  // The page of the step shows what is there; only the new file is taken from it, so that nothing typed here is touched.
  async function show(number) {
    const answer = await fetch(location.pathname).catch(() => ({ ok: false }));
    if (!answer.ok) return location.reload();
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const line = page.getElementById(`file-${number}`);
    if (line && !document.getElementById(line.id)) document.getElementById("files-there").append(line);
  }
}
