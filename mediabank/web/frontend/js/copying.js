// A button that copies the words beside it, and says that it did.
document.addEventListener("click", async (event) => {
  const button = event.target.closest("[data-copies]");
  if (!button) return;
  const words = document.getElementById(button.dataset.copies).textContent.trim();
  const shown = button.querySelector("[data-words]");
  try {
    await navigator.clipboard.writeText(words);
    shown.textContent = button.dataset.done;
  } catch {
    getSelection().selectAllChildren(document.getElementById(button.dataset.copies));
    shown.textContent = button.dataset.failed;
  }
  setTimeout(() => {
    shown.textContent = button.dataset.words;
  }, 4000);
});
