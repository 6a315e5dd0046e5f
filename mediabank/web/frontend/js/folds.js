// Small folded menus close when one looks elsewhere or presses Escape.
document.addEventListener("click", (event) => {
  for (const fold of document.querySelectorAll("details.fold[open]")) if (!fold.contains(event.target)) fold.open = false;
});

document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  for (const fold of document.querySelectorAll("details.fold[open]")) {
    fold.open = false;
    fold.querySelector("summary").focus();
  }
});

// a link into a folded part opens it
const open = () => {
  const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
  target?.closest("details")?.setAttribute("open", "");
};
window.addEventListener("hashchange", open);
open();
