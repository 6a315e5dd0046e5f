// A toast stays until it is dismissed, or 20 seconds when nobody is reading it.
const STAYS_MS = 20000;

for (const toast of document.querySelectorAll(".toast")) {
  let leaving = setTimeout(() => toast.remove(), STAYS_MS);
  const stay = () => clearTimeout(leaving);
  toast.addEventListener("pointerenter", stay);
  toast.addEventListener("focusin", stay);
  toast.addEventListener("pointerleave", () => {
    leaving = setTimeout(() => toast.remove(), STAYS_MS);
  });
  toast.querySelector(".toast-close")?.addEventListener("click", () => toast.remove());
}
