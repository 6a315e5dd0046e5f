// Forms: long lists of choices get a filter, unsaved words are not lost by a slip.
for (const list of document.querySelectorAll("[data-filtered-by]")) {
  const field = document.getElementById(list.dataset.filteredBy);
  field?.addEventListener("input", () => {
    const wanted = field.value.trim().toLocaleLowerCase("nb");
    for (const item of list.querySelectorAll("li[data-words]")) {
      item.hidden = !item.dataset.words.toLocaleLowerCase("nb").includes(wanted) && !item.querySelector(":checked");
    }
    for (const heading of list.querySelectorAll(".options-group")) heading.hidden = wanted !== "";
  });
  field?.addEventListener("keydown", (event) => {
    if (event.key === "Enter") event.preventDefault();
  });
}

const guarded = document.querySelector("form[data-guarded]");
if (guarded) {
  let changed = guarded.dataset.guarded === "changed";
  guarded.addEventListener("input", () => {
    changed = true;
  });
  guarded.addEventListener("submit", () => {
    changed = false;
  });
  window.addEventListener("beforeunload", (event) => {
    if (changed) event.preventDefault();
  });
}

// after a refused save the list of what is wrong has the focus
document.querySelector(".errors[data-focus]")?.focus();

// a typed concept that is picked stays when the next word is typed
document.addEventListener("change", (event) => {
  const suggestion = event.target.closest("[data-suggested]");
  if (!suggestion || !event.target.checked) return;
  const item = event.target.closest("li");
  const chosen = document.getElementById(suggestion.dataset.suggested);
  if (![...chosen.querySelectorAll("input")].some((each) => each.value === event.target.value)) chosen.append(item);
  else item.remove();
  chosen.querySelector("li:last-child input")?.focus();
});

// a choice that decides at once
document.addEventListener("change", (event) => {
  if (event.target.matches("[data-submits]")) event.target.form.requestSubmit();
});
