// Concepts are picked while one types: the combobox of WAI-ARIA APG with a list, and what is picked as chips over it.
const PAUSE_MS = 120;
const CLOSE = "M6 6l12 12M18 6L6 18";

const made = (name, properties = {}, ...children) => {
  const { lang, ...rest } = properties;
  const element = Object.assign(document.createElement(name), rest);
  if (lang) element.lang = lang;
  element.append(...children.filter(Boolean));
  return element;
};

const same = (one, other) => (one ?? "").toLocaleLowerCase("nb") === other.toLocaleLowerCase("nb");

const cross = () => {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  svg.setAttribute("class", "icon");
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("aria-hidden", "true");
  svg.append(document.createElementNS("http://www.w3.org/2000/svg", "path"));
  svg.firstChild.setAttribute("d", CLOSE);
  return svg;
};

const furnish = (box) => {
  const { dataset } = box;
  const field = box.querySelector(".combobox-field input");
  const list = box.querySelector(".combobox-list");
  const picked = box.querySelector(".picked");
  const status = box.querySelector("[role=status]");
  const several = "several" in dataset;
  let items = [];
  let active = -1;
  let answered = null; // what was typed when the list was filled
  let waiting;
  let asked = 0;

  const say = (words) => {
    status.textContent = words;
  };
  const chips = () => [...picked.children];
  const holds = (value) => chips().some((chip) => chip.querySelector("input").value === value);

  const changed = () => {
    box.dispatchEvent(new Event("input", { bubbles: true }));
    box.dispatchEvent(new CustomEvent("combobox:picked", { bubbles: true }));
  };

  const remove = (chip) => {
    const label = chip.querySelector(".picked-label").textContent;
    chip.remove();
    field.focus();
    say(`${dataset.removed} ${label}`);
    changed();
  };

  const chip = (name, { value, label, lang, mark }) => {
    const button = made("button", { type: "button", className: "picked-remove" }, cross());
    button.setAttribute("aria-label", `${dataset.remove} ${label}`);
    const words = made("span", { className: "picked-label", textContent: label, lang });
    const beside = mark && made("span", { className: "picked-mark", textContent: mark });
    const item = made("li", { className: "picked-word chip" }, words, beside, button);
    item.append(made("input", { type: "hidden", name, value }));
    button.addEventListener("click", () => remove(item));
    return item;
  };

  const point = (to) => {
    active = to;
    [...list.children].forEach((option, index) => {
      option.setAttribute("aria-selected", String(index === to));
    });
    const option = list.children[to];
    if (option) {
      field.setAttribute("aria-activedescendant", option.id);
      option.scrollIntoView({ block: "nearest" });
    } else field.removeAttribute("aria-activedescendant");
  };

  const close = () => {
    clearTimeout(waiting);
    asked += 1;
    list.hidden = true;
    field.setAttribute("aria-expanded", "false");
    point(-1);
  };

  const take = (item) => {
    const name = item.suggested ? dataset.suggestName : dataset.name;
    if (!several) picked.replaceChildren();
    if (!holds(item.value)) picked.append(chip(name, item));
    field.value = "";
    close();
    say(`${dataset.added} ${item.label}`);
    changed();
    if ("sends" in dataset) field.form.requestSubmit();
  };

  // The name it is known by, the other name that was met beside it, and below them where it stands.
  const option = (item, index) => {
    const other = item.matched && item.matched !== item.label;
    const element = made(
      "li",
      { id: `${list.id}-${index}`, className: item.suggested ? "combobox-new" : "" },
      made("span", { className: "combobox-label", textContent: item.shown ?? item.label, lang: item.lang }),
      other && made("span", { className: "combobox-other" }, "· ", made("span", { textContent: item.matched, lang: item.matchedLang })),
      item.mark && !item.suggested && made("span", { className: "picked-mark", textContent: item.mark }),
      item.path && made("span", { className: "combobox-more", textContent: item.path }),
    );
    element.setAttribute("role", "option");
    element.setAttribute("aria-selected", "false");
    return element;
  };

  const show = (answer, to) => {
    const fits = answer.items.filter((item) => !holds(item.value));
    items = [...fits];
    if (answer.suggest && dataset.suggestName && !holds(answer.typed)) {
      const mark = dataset.suggestMark;
      items.push({ value: answer.typed, label: answer.typed, shown: answer.suggest, mark, suggested: true });
    }
    answered = answer.typed;
    list.replaceChildren(...items.map(option));
    list.hidden = items.length === 0;
    field.setAttribute("aria-expanded", String(items.length > 0));
    list.scrollTop = 0;
    list.scrollIntoView({ block: "nearest" });
    field.scrollIntoView({ block: "nearest" });
    point(items.length > 0 && to !== undefined ? (to + items.length) % items.length : -1);
    say(fits.length === 0 && answer.items.length > 0 ? dataset.already : answer.said);
  };

  const ask = async (to) => {
    clearTimeout(waiting);
    const mine = ++asked;
    const address = new URL(dataset.combobox, location.href);
    address.searchParams.set("q", field.value);
    if (dataset.kindName) address.searchParams.set("kind", field.form.elements[dataset.kindName].value);
    if (dataset.suggestName) address.searchParams.set("suggest", "1");
    const answer = await fetch(address, { headers: { Accept: "application/json" } }).catch(() => null);
    const found = answer?.ok ? await answer.json().catch(() => null) : null;
    if (mine !== asked || document.activeElement !== field) return;
    if (found) show(found, to);
    else {
      close();
      say(dataset.failed);
    }
  };

  // Enter with nothing pointed at takes what can only be meant: the single one that fits, or the one that is called so.
  const settle = async () => {
    const typed = field.value.trim();
    if (answered !== typed || list.hidden) await ask();
    if (answered !== typed || field.value.trim() !== typed || list.hidden) return;
    const called = items.filter(({ suggested, label, matched }) => !suggested && [label, matched].some((each) => same(each, typed)));
    const [only, ...others] = called.length > 0 ? called : items;
    if (others.length === 0 && !only.suggested) take(only);
  };

  const keys = {
    ArrowDown: ({ altKey }) => (list.hidden ? ask(altKey ? undefined : 0) : point((active + 1) % items.length)),
    ArrowUp: ({ altKey }) => {
      if (altKey) close();
      else if (list.hidden) ask(-1);
      else point((active <= 0 ? items.length : active) - 1);
    },
    ArrowLeft: () => (point(-1), false),
    ArrowRight: () => (point(-1), false),
    Home: () => active >= 0 && (point(0), true),
    End: () => active >= 0 && (point(items.length - 1), true),
    Enter: () => {
      if (active >= 0) take(items[active]);
      else if (field.value.trim() === "") return false; // in the empty field it saves the form, as elsewhere
      else settle();
      return true;
    },
    Escape: () => {
      if (list.hidden && field.value === "") return false;
      if (list.hidden) field.value = "";
      close();
      return true;
    },
    Backspace: () => {
      if (field.value !== "" || !picked.lastElementChild) return false;
      remove(picked.lastElementChild);
      return true;
    },
  };

  field.setAttribute("role", "combobox");
  field.setAttribute("aria-autocomplete", "list");
  field.setAttribute("aria-expanded", "false");
  field.setAttribute("aria-controls", list.id);
  list.setAttribute("role", "listbox");
  for (const item of chips()) {
    const input = item.querySelector("input");
    const words = item.querySelector(".picked-label");
    const { value, name } = input;
    const mark = item.querySelector(".picked-mark")?.textContent;
    item.replaceWith(chip(name, { value, label: words.textContent, lang: words.lang, mark }));
  }

  // who picks elsewhere on the page, as by dragging, has one go, or all, and another come
  box.addEventListener("combobox:exchange", ({ detail: { gone, come } }) => {
    for (const each of chips()) if (gone === "all" || each.querySelector("input").value === gone) each.remove();
    if (come && !holds(come.value)) picked.append(chip(dataset.name, come));
    changed();
  });

  field.addEventListener("input", (event) => {
    event.stopPropagation(); // typed letters are no change of the form until something is picked
    clearTimeout(waiting);
    point(-1); // what was pointed at answered other letters
    if (field.value.trim() === "") close();
    else waiting = setTimeout(ask, PAUSE_MS);
  });
  field.addEventListener("keydown", (event) => {
    if (event.isComposing || event.ctrlKey || event.metaKey || event.shiftKey) return;
    if (event.altKey && !["ArrowDown", "ArrowUp"].includes(event.key)) return;
    const used = keys[event.key]?.(event);
    if (used !== false && event.key in keys) event.preventDefault();
  });
  field.addEventListener("click", () => list.hidden && ask()); // a finger has no arrow key
  field.addEventListener("blur", close);
  list.addEventListener("mousedown", (event) => event.preventDefault());
  list.addEventListener("click", (event) => {
    const index = [...list.children].indexOf(event.target.closest("li"));
    if (index >= 0) take(items[index]);
  });
};

const furnishAll = () => {
  for (const box of document.querySelectorAll("[data-combobox]:not([data-furnished])")) {
    box.dataset.furnished = "";
    furnish(box);
  }
};

furnishAll();
document.addEventListener("htmx:after:swap", furnishAll);
