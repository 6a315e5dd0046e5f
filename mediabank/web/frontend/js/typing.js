// The form of a field of the scheme: what only some types of values ask for is shown for those.
const selects = document.querySelectorAll('.scheme-form :is(select#type, li select[name$=".type"])');

const typed = (select) => {
  const inside = select.closest("li") ?? select.form;
  for (const each of inside.querySelectorAll("[data-types]")) {
    if ((each.closest("li") ?? select.form) === inside) each.hidden = !each.dataset.types.split(" ").includes(select.value);
  }
};

for (const each of selects) {
  each.addEventListener("change", () => typed(each));
  typed(each);
}
