// Several files at once: each has its own line, its own progress and its own way on when it stops.
const AT_ONCE = 2;
const SAID_EVERY_MS = 5000;

const form = document.querySelector("form[data-upload]");
const texts = form.dataset;
const list = document.querySelector("#upload-files");
const panel = document.querySelector("#upload-progress");
const bar = panel.querySelector("progress");
const said = document.querySelector("#said");
const template = document.querySelector("#upload-line");
const drop = form.querySelector(".drop");
const picker = form.querySelector("input[type=file]");
const single = !picker.multiple;

const files = [];
let running = 0;
let saidAt = 0;

const fill = (text, values) => text.replace(/\{(\w+)\}/g, (_, name) => values[name] ?? "");
const number = new Intl.NumberFormat(document.documentElement.lang, { maximumFractionDigits: 1 });
const weight = (bytes) => (bytes >= 1e6 ? `${number.format(bytes / 1e6)} MB` : `${number.format(Math.ceil(bytes / 1e3))} kB`);

function add(chosen) {
  for (const file of single ? [...chosen].slice(0, 1) : chosen) {
    const line = template.content.cloneNode(true).firstElementChild;
    const entry = { file, line, sent: 0, state: "waiting" };
    line.querySelector(".name").textContent = file.name;
    line.querySelector("progress").setAttribute("aria-label", file.name);
    line.querySelector("[data-retry]").addEventListener("click", () => {
      entry.state = "waiting";
      next();
    });
    if (["image/jpeg", "image/png", "image/webp", "image/avif", "image/gif"].includes(file.type)) peek(entry);
    list.append(line);
    files.push(entry);
  }
  list.hidden = panel.hidden = files.length === 0;
  next();
}

function peek({ file, line }) {
  if (file.size > 2e7) return;
  const reader = new FileReader();
  reader.addEventListener("load", () => {
    const picture = new Image();
    picture.className = "thumb";
    picture.alt = "";
    picture.src = reader.result;
    line.querySelector(".thumb").replaceWith(picture);
  });
  reader.readAsDataURL(file);
}

function next() {
  for (const entry of files) {
    if (running >= AT_ONCE) break;
    if (entry.state === "waiting") send(entry);
  }
  show();
}

function send(entry) {
  running += 1;
  entry.state = "sending";
  entry.sent = 0;
  const request = new XMLHttpRequest();
  const body = new FormData(form);
  body.delete(picker.name);
  body.append(picker.name, entry.file, entry.file.name);
  request.open("POST", form.action);
  request.setRequestHeader("Accept", "application/json");
  request.responseType = "json";
  request.upload.addEventListener("progress", (event) => {
    entry.sent = entry.file.size * (event.loaded / Math.max(event.total, 1));
    show();
  });
  request.addEventListener("load", () => {
    const answer = request.response ?? {};
    entry.answer = answer;
    entry.state = request.status >= 200 && request.status < 300 ? "done" : "refused";
    // what may succeed at the next try keeps its button
    entry.again = request.status >= 500 || request.status === 429;
    finish();
  });
  request.addEventListener("error", () => {
    entry.state = "stopped";
    entry.again = true;
    finish();
  });
  request.send(body);
}

function finish() {
  running -= 1;
  next();
}

function show() {
  let total = 0;
  let sent = 0;
  for (const entry of files) {
    const weighs = entry.state === "refused" ? 0 : entry.file.size;
    total += weighs;
    sent += entry.state === "done" ? weighs : Math.min(entry.sent, weighs);
    draw(entry);
  }
  const done = files.filter((entry) => entry.state === "done").length;
  const over = files.every((entry) => !["waiting", "sending"].includes(entry.state));
  const sentence = fill(over ? texts.textOver : texts.textSent, { n: done, total: files.length });
  panel.querySelector("[data-sentence]").textContent = sentence;
  panel.querySelector("[data-amount]").textContent = fill(texts.textAmount, { sent: weight(sent), total: weight(total) });
  bar.max = Math.max(total, 1);
  bar.value = sent;
  panel.querySelector("[data-then]").hidden = done === 0 || !over;
  announce(sentence, over);
  if (single && done === 1 && files[0].answer.href) location.assign(files[0].answer.href);
}

function draw({ line, state, file, sent, answer, again }) {
  const words = line.querySelector(".state");
  const progress = line.querySelector("progress");
  progress.hidden = state !== "sending";
  progress.max = Math.max(file.size, 1);
  progress.value = sent;
  words.dataset.tone = { done: "yes", refused: "no", stopped: "no" }[state] ?? "";
  words.textContent = {
    waiting: texts.textWaiting,
    sending: sent >= file.size ? texts.textLooking : weight(file.size),
    done: answer?.notice || texts.textDone,
    refused: answer?.detail || answer?.title || texts.textStopped,
    stopped: texts.textStopped,
  }[state];
  const link = line.querySelector("[data-describe]");
  link.hidden = !(state === "done" && answer?.href);
  if (!link.hidden) link.href = answer.href;
  line.querySelector("[data-retry]").hidden = !(again && (state === "stopped" || state === "refused"));
}

function announce(sentence, over) {
  const now = Date.now();
  if (!over && now - saidAt < SAID_EVERY_MS) return;
  saidAt = now;
  if (said.textContent !== sentence) said.textContent = sentence;
}

picker.addEventListener("change", () => {
  add(picker.files);
  picker.value = "";
});
picker.addEventListener("keydown", (event) => {
  if (event.key !== "Enter") return;
  event.preventDefault();
  picker.click();
});
form.addEventListener("submit", (event) => {
  event.preventDefault();
  if (picker.files.length > 0) add(picker.files);
  else picker.click();
});
for (const name of ["dragenter", "dragover"]) {
  document.addEventListener(name, (event) => {
    event.preventDefault();
    drop.classList.add("over");
  });
}
document.addEventListener("dragleave", (event) => {
  if (event.relatedTarget === null) drop.classList.remove("over");
});
document.addEventListener("drop", (event) => {
  event.preventDefault();
  drop.classList.remove("over");
  add(event.dataTransfer.files);
});
window.addEventListener("beforeunload", (event) => {
  if (files.some((entry) => entry.state === "sending" || entry.state === "waiting")) event.preventDefault();
});
