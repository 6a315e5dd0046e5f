// The order of fields, headings and parts: moved by button without a new page, or dragged by hand; saved when asked to.
const form = document.querySelector("[data-scheme-order]");
const said = document.querySelector("#said");

if (form) {
  const bar = form.querySelector(".save-bar");
  const rows = (list) => [...list.querySelectorAll(":scope > li")];

  const settle = (list) => {
    rows(list).forEach((row, at, every) => {
      const [up, down] = row.querySelectorAll("button[name=move]");
      up.disabled = at === 0;
      down.disabled = at === every.length - 1;
    });
    if (bar) bar.hidden = false;
    form.dispatchEvent(new Event("input"));
  };

  const tell = (row) => {
    const every = rows(row.parentElement);
    const words = { name: row.dataset.name ?? row.querySelector("a").textContent, place: every.indexOf(row) + 1, of: every.length };
    if (said) said.textContent = form.dataset.moved.replace(/\{(\w+)\}/g, (_, name) => words[name] ?? "");
  };

  form.addEventListener("click", (event) => {
    const button = event.target.closest("button[name=move]");
    if (!button) return;
    event.preventDefault();
    const row = button.closest("li");
    const way = button.value.endsWith(":up") ? "up" : "down";
    if (way === "up") row.previousElementSibling?.before(row);
    else row.nextElementSibling?.after(row);
    settle(row.parentElement);
    (button.disabled ? row.querySelector("button[name=move]:not(:disabled)") : button)?.focus();
    tell(row);
  });

  let dragged = null;
  for (const row of form.querySelectorAll("[data-order] > li")) {
    // a row that is written in is dragged by its grip alone, so that its words can be marked
    const written = row.querySelector("input:not([type=hidden]), select, textarea");
    row.draggable = !written;
    if (written) row.querySelector(".scheme-grip").addEventListener("pointerdown", () => (row.draggable = true));
  }
  form.addEventListener("pointerup", (event) => {
    const row = event.target.closest(".scheme-part");
    if (row) row.draggable = false;
  });
  form.addEventListener("dragstart", (event) => {
    dragged = event.target.closest("[data-order] > li");
    if (!dragged) return;
    dragged.dataset.dragged = "yes";
    event.dataTransfer.effectAllowed = "move";
    event.dataTransfer.setData("text/plain", dragged.id);
  });
  form.addEventListener("dragover", (event) => {
    const over = event.target.closest?.("[data-order] > li");
    if (!dragged || !over || over === dragged || over.parentElement !== dragged.parentElement) return;
    event.preventDefault();
    const box = over.getBoundingClientRect();
    if (event.clientY < box.top + box.height / 2) over.before(dragged);
    else over.after(dragged);
  });
  form.addEventListener("drop", (event) => {
    if (dragged) event.preventDefault();
  });
  form.addEventListener("dragend", () => {
    if (!dragged) return;
    delete dragged.dataset.dragged;
    if (dragged.matches(".scheme-part")) dragged.draggable = false;
    settle(dragged.parentElement);
    tell(dragged);
    dragged = null;
  });
}
