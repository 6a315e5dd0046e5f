// The tree of words: arrows open and close, typing finds or creates, a concept is moved by hand or by keyboard.
const tree = document.querySelector("[data-tree]");
const OPENS_AFTER_MS = 700;
const PAUSE_MS = 150;

const said = document.querySelector("#said");
const say = (words) => {
  if (said) said.textContent = words;
};
const filled = (sentence, values) => sentence.replace(/\{(\w+)\}/g, (_, name) => values[name] ?? "");

if (tree) plant();

function plant() {
  const links = () => [...tree.querySelectorAll(".tree-link")].filter((link) => link.getClientRects().length > 0);
  const item = (link) => link.closest(".tree-item");
  const name = (link) => link.querySelector(".tree-label")?.textContent ?? link.textContent;
  const above = (link) => item(link).parentElement.closest(".tree-item")?.querySelector(":scope > .tree-link");
  const top = document.querySelector("[data-top]");
  const current = () => tree.querySelector(".tree-link[aria-current]");
  const parents = () => document.querySelector('[data-combobox][data-name="broader"]');
  let choosing = null;
  let dragged = null;

  function dress(root) {
    tree.role = "tree";
    tree.setAttribute("aria-label", tree.dataset.label);
    for (const level of root.querySelectorAll(".tree-level")) level.role = "group";
    for (const each of root.querySelectorAll(".tree-item")) each.role = "none";
    for (const link of root.querySelectorAll(".tree-link")) {
      link.role = "treeitem";
      link.tabIndex = -1;
      if (link.dataset.open) link.setAttribute("aria-expanded", String(link.dataset.open === "yes"));
      if (link.dataset.slug && "moves" in tree.dataset) link.draggable = true;
    }
  }

  function rove(link, { focus = true } = {}) {
    for (const each of tree.querySelectorAll('.tree-link[tabindex="0"]')) each.tabIndex = -1;
    link.tabIndex = 0;
    if (focus) link.focus();
  }

  async function open(link) {
    if (!link?.dataset.open || link.dataset.open === "yes") return;
    let level = item(link).querySelector(":scope > .tree-level");
    if (!level) {
      level = document.createElement("ul");
      level.className = "tree-level";
      const answer = await fetch(`${tree.dataset.tree}?under=${encodeURIComponent(link.dataset.slug)}`);
      if (!answer.ok) return;
      level.innerHTML = await answer.text();
      item(link).append(level);
      dress(item(link));
    }
    level.hidden = false;
    link.dataset.open = "yes";
    link.setAttribute("aria-expanded", "true");
  }

  function close(link) {
    item(link).querySelector(":scope > .tree-level")?.setAttribute("hidden", "");
    link.dataset.open = "no";
    link.setAttribute("aria-expanded", "false");
  }

  async function more(link) {
    const answer = await fetch(link.href);
    if (!answer.ok) return;
    const level = item(link).parentElement;
    const shown = new Set([...level.children].map((each) => each.dataset.id));
    const pieces = document.createElement("ul");
    pieces.innerHTML = await answer.text();
    item(link).remove();
    const fresh = [...pieces.children].filter((each) => !each.dataset.id || !shown.has(each.dataset.id));
    level.append(...fresh);
    dress(level);
    if (fresh[0]) rove(fresh[0].querySelector(".tree-link"));
  }

  const step = (link, by) => {
    const all = links();
    const next = all[all.indexOf(link) + by];
    if (next) rove(next);
  };

  let typed = "";
  let typing;
  function jump(link, letter) {
    clearTimeout(typing);
    typed += letter.toLocaleLowerCase("nb");
    typing = setTimeout(() => {
      typed = "";
    }, 600);
    const all = links();
    const from = all.indexOf(link) + (typed.length === 1 ? 1 : 0);
    const found = [...all.slice(from), ...all.slice(0, from)].find((each) => name(each).trim().toLocaleLowerCase("nb").startsWith(typed));
    if (found) rove(found);
  }

  tree.addEventListener("keydown", async (event) => {
    const link = event.target.closest(".tree-link");
    if (!link || event.ctrlKey || event.metaKey || event.altKey) return;
    const handled = () => event.preventDefault();
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      handled();
      step(link, event.key === "ArrowDown" ? 1 : -1);
    } else if (event.key === "ArrowRight") {
      handled();
      if (link.dataset.open === "yes") step(link, 1);
      else await open(link);
    } else if (event.key === "ArrowLeft") {
      handled();
      if (link.dataset.open === "yes") close(link);
      else if (above(link)) rove(above(link));
    } else if (event.key === "Home" || event.key === "End") {
      handled();
      rove(links().at(event.key === "Home" ? 0 : -1));
    } else if (event.key === "Escape" && choosing) {
      handled();
      stop(tree.dataset.left);
    } else if (event.key === "Enter" || event.key === " ") {
      if (link.classList.contains("tree-more")) {
        handled();
        await more(link);
      } else if (choosing) {
        handled();
        await put(choosing, link);
      } else if (event.key === " ") {
        handled();
        link.click();
      }
    } else if (event.key.length === 1) {
      jump(link, event.key);
    }
  });

  tree.addEventListener("click", async (event) => {
    const link = event.target.closest(".tree-link");
    if (!link) return;
    if (link.classList.contains("tree-more")) {
      event.preventDefault();
      await more(link);
    } else if (link.dataset.open && event.target.closest(".tree-toggle")) {
      event.preventDefault();
      rove(link, { focus: false });
      if (link.dataset.open === "yes") close(link);
      else await open(link);
    } else if (choosing) {
      event.preventDefault();
      await put(choosing, link);
    }
  });

  // choosing a place by keyboard: "Flytt" leads into the tree, Enter puts the concept under what has the focus
  document.querySelector("[data-move]")?.addEventListener("click", (event) => {
    if (!current()) return;
    event.preventDefault();
    choosing = current();
    tree.hidden = false;
    document.querySelector("#found").hidden = true;
    tree.classList.add("choosing");
    tell(filled(tree.dataset.choose, { name: name(choosing) }));
    top.hidden = false;
    top.tabIndex = 0;
    top.role = "button";
    rove(choosing);
  });

  function tell(words) {
    const pending = document.querySelector("#pending");
    if (pending) {
      pending.textContent = words;
      pending.hidden = !words;
    }
    say(words);
  }

  function stop(words) {
    choosing = null;
    tree.classList.remove("choosing");
    top.hidden = true;
    tell(words);
    document.querySelector("[data-move]")?.focus();
  }

  const inside = (link, target) => item(link).contains(target);

  /** Put a concept under another, or on top: the open one in its form, to be saved; any other at once. */
  async function put(link, target) {
    if (target && inside(link, target)) {
      tell(filled(tree.dataset.notThere, { name: name(link) }));
      return;
    }
    if (link !== current() || !parents()) {
      send(link, target);
      return;
    }
    if (target) await open(target);
    replant(link, target);
    place(above(link), link.dataset.parent);
    link.dataset.parent = target ? item(target).dataset.id : "";
    const words = target ? tree.dataset.placed : tree.dataset.placedTop;
    choosing = null;
    tree.classList.remove("choosing");
    top.hidden = true;
    tell(filled(words, { name: name(link), parent: target ? name(target) : "" }));
    const form = document.querySelector("#word-form");
    form.dispatchEvent(new Event("input", { bubbles: true }));
    document.querySelector("button[form=word-form]")?.focus();
  }

  function replant(link, target) {
    let level = tree;
    if (target) {
      level = item(target).querySelector(":scope > .tree-level");
      if (!level) {
        level = document.createElement("ul");
        level.className = "tree-level";
        level.role = "group";
        item(target).append(level);
        target.dataset.open = "yes";
        target.setAttribute("aria-expanded", "true");
      }
    }
    level.append(item(link));
  }

  /** The parents in the form: the one it was dragged from goes, the new one comes; on top it has none. */
  function place(parent, from) {
    const gone = parent ? (from ?? item(current()).dataset.from) : "all";
    const come = parent && { value: item(parent).dataset.id, label: name(parent) };
    parents().dispatchEvent(new CustomEvent("combobox:exchange", { detail: { gone, come } }));
  }

  /** A concept that is not open is moved at once; the page says so and offers to undo it. */
  function send(link, target) {
    const form = document.createElement("form");
    form.method = "post";
    form.action = `${link.getAttribute("href")}/move`;
    const values = { broader: target ? item(target).dataset.id : "", from: above(link) ? item(above(link)).dataset.id : "", back: location.pathname };
    for (const [key, value] of Object.entries(values)) {
      const field = document.createElement("input");
      Object.assign(field, { type: "hidden", name: key, value });
      form.append(field);
    }
    document.body.append(form);
    form.submit();
  }

  // by hand
  let waiting;
  const over = (element) => {
    for (const each of document.querySelectorAll(".tree-link.over, .tree-top.over")) each.classList.remove("over");
    element?.classList.add("over");
  };
  tree.addEventListener("dragstart", (event) => {
    dragged = event.target.closest(".tree-link");
    if (!dragged?.draggable) return;
    event.dataTransfer.setData("text/plain", name(dragged));
    event.dataTransfer.effectAllowed = "move";
    top.hidden = false;
  });
  tree.addEventListener("dragover", (event) => {
    const target = event.target.closest(".tree-link[data-slug]");
    if (!dragged || !target || inside(dragged, target)) return over(null);
    event.preventDefault();
    if (target.classList.contains("over")) return undefined;
    over(target);
    clearTimeout(waiting);
    waiting = setTimeout(() => open(target), OPENS_AFTER_MS);
    return undefined;
  });
  tree.addEventListener("drop", async (event) => {
    const target = event.target.closest(".tree-link[data-slug]");
    if (!dragged || !target) return;
    event.preventDefault();
    await put(dragged, target);
  });
  document.addEventListener("dragend", () => {
    clearTimeout(waiting);
    over(null);
    dragged = null;
    if (!choosing) top.hidden = true;
  });
  top?.addEventListener("dragover", (event) => {
    event.preventDefault();
    over(top);
  });
  top?.addEventListener("drop", (event) => {
    event.preventDefault();
    if (dragged) put(dragged, null);
  });
  const onTop = () => choosing && put(choosing, null);
  top?.addEventListener("click", onTop);
  top?.addEventListener("keydown", (event) => {
    if (event.key === "Enter" || event.key === " ") {
      event.preventDefault();
      onTop();
    }
  });

  // typing filters; Enter opens what is called so, or makes it
  const form = document.querySelector("[data-words-find]");
  const field = form?.querySelector("input");
  const found = document.querySelector("#found");
  const hint = document.querySelector("#word-says");
  let pause;
  let asked = 0;
  async function filter() {
    const mine = ++asked;
    const wanted = field.value.trim();
    if (!wanted) {
      found.hidden = true;
      tree.hidden = false;
      hint.hidden = true;
      return;
    }
    const answer = await fetch(`${tree.dataset.tree}?q=${encodeURIComponent(wanted)}`);
    if (!answer.ok || mine !== asked) return;
    found.innerHTML = await answer.text();
    found.hidden = false;
    tree.hidden = true;
    const names = [...found.querySelectorAll(".tree-label")].map((each) => each.textContent.trim().toLocaleLowerCase("nb"));
    const there = names.includes(wanted.toLocaleLowerCase("nb"));
    const creates = form.method === "post";
    const words = there ? hint.dataset.open : creates ? hint.dataset.create : names.length ? "" : hint.dataset.none;
    hint.textContent = filled(words, { word: wanted });
    hint.hidden = !words;
    say(hint.textContent);
  }
  field?.addEventListener("input", () => {
    clearTimeout(pause);
    pause = setTimeout(filter, PAUSE_MS);
  });
  field?.addEventListener("keydown", (event) => {
    if (event.key === "ArrowDown") {
      const first = (found.hidden ? tree : found).querySelector(".tree-link");
      if (!first) return;
      event.preventDefault();
      if (found.hidden) rove(links()[0]);
      else first.focus();
    } else if (event.key === "Escape" && field.value) {
      event.preventDefault();
      field.value = "";
      filter();
    }
  });

  dress(tree);
  for (const each of tree.querySelectorAll(".tree-item")) each.dataset.from = each.parentElement.closest(".tree-item")?.dataset.id ?? "";
  const first = current() ?? links()[0] ?? tree.querySelector(".tree-link");
  if (first) rove(first, { focus: false });
}
