// Search answers in place: htmx swaps the hits, the count is said politely, an error becomes its own page.
import htmx from "htmx.org";

const said = () => document.querySelector("#said");

// "Vis 24 til" puts hits below: the first of them gets the focus that its button had
let before = null;
document.addEventListener("htmx:before:request", (event) => {
  before = event.target.closest?.("#more") ? document.querySelectorAll("#results .object").length : null;
});

document.addEventListener("htmx:after:swap", () => {
  if (before !== null) document.querySelectorAll("#results .object-link")[before]?.focus();
  before = null;
  const told = document.querySelector("#results [data-said], #run [data-said]");
  // said once: a page that looks at its progress every other second says when it is done
  if (told && said() && said().textContent !== told.dataset.said) said().textContent = told.dataset.said;
});

// an answer that is not 200 is a page with its own advice: go and show it
document.addEventListener("htmx:before:swap", (event) => {
  const { ctx } = event.detail;
  if (ctx.response && ctx.response.status >= 400) {
    event.preventDefault();
    window.location.assign(ctx.request.action);
  }
});

// no empty fields in the address
document.addEventListener("htmx:config:request", (event) => {
  const body = event.detail.ctx.request.body;
  if (!(body instanceof FormData) && !(body instanceof URLSearchParams)) return;
  for (const [name, value] of [...body.entries()]) if (value === "") body.delete(name);
});

document.addEventListener("submit", (event) => {
  if (event.target.method !== "get") return;
  for (const field of event.target.querySelectorAll("input, select")) {
    if (field.name && field.value === "" && !field.disabled) {
      field.disabled = true;
      setTimeout(() => {
        field.disabled = false;
      });
    }
  }
});

export default htmx;
