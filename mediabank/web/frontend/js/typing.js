// The form of a new field of the scheme: what only some types of values ask for is shown for those.
const asking = document.querySelector("select#type");

const typed = (select) => {
  const inside = select.closest("li") ?? select.form;
  for (const each of inside.querySelectorAll("[data-types]")) {
    if ((each.closest("li") ?? select.form) === inside) each.hidden = !each.dataset.types.split(" ").includes(select.value);
  }
};

if (asking) {
  const selects = [asking, ...asking.form.querySelectorAll('li select[name$=".type"]')];
  for (const each of selects) {
    each.addEventListener("change", () => typed(each));
    typed(each);
  }
}
