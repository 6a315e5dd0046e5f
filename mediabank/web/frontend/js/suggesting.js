// The search field proposes words as one types: a combobox with a list, arrow keys, Escape; Enter always searches.
const PAUSE_MS = 150;

for (const field of document.querySelectorAll("input[data-suggest]")) {
  const list = document.getElementById(field.getAttribute("aria-controls"));
  let waiting;
  let asked = 0;

  const close = () => {
    list.hidden = true;
    field.setAttribute("aria-expanded", "false");
    field.removeAttribute("aria-activedescendant");
  };

  const show = (words) => {
    list.replaceChildren(
      ...words.slice(0, 8).map((word, index) => {
        const item = document.createElement("li");
        item.role = "option";
        item.id = `${list.id}-${index}`;
        item.textContent = word;
        item.setAttribute("aria-selected", "false");
        return item;
      }),
    );
    list.hidden = words.length === 0;
    field.setAttribute("aria-expanded", String(words.length > 0));
  };

  const ask = async () => {
    const mine = ++asked;
    const address = new URL(field.dataset.suggest, location.href);
    address.searchParams.set("q", field.value);
    const answer = await fetch(address, { headers: { Accept: "application/json" } }).catch(() => null);
    if (!answer?.ok || mine !== asked || document.activeElement !== field) return;
    show(await answer.json());
  };

  const take = (item) => {
    field.value = item.textContent;
    close();
    field.form.requestSubmit();
  };

  const step = (by) => {
    const items = [...list.children];
    const now = items.findIndex((item) => item.getAttribute("aria-selected") === "true");
    const next = items[(now + by + items.length) % items.length];
    for (const item of items) item.setAttribute("aria-selected", String(item === next));
    field.setAttribute("aria-activedescendant", next.id);
    next.scrollIntoView({ block: "nearest" });
  };

  field.addEventListener("input", () => {
    clearTimeout(waiting);
    if (field.value.trim().length < 2) close();
    else waiting = setTimeout(ask, PAUSE_MS);
  });
  field.addEventListener("keydown", (event) => {
    if (list.hidden) return;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      step(event.key === "ArrowDown" ? 1 : -1);
    } else if (event.key === "Escape") {
      event.preventDefault();
      close();
    } else if (event.key === "Enter") {
      const chosen = list.querySelector("[aria-selected=true]");
      if (chosen) {
        event.preventDefault();
        take(chosen);
      }
    }
  });
  field.addEventListener("blur", () => setTimeout(close, 150));
  field.form.addEventListener("submit", () => {
    clearTimeout(waiting);
    asked += 1;
    close();
  });
  list.addEventListener("mousedown", (event) => {
    event.preventDefault();
    const item = event.target.closest("li");
    if (item) take(item);
  });
}
