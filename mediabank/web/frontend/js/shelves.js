// Shelves in rows that fill the width, every picture in its own shape; without this they stand in rows of one height.
const HEIGHTS = { small: 136, medium: 204, large: 304 };
const SLACK = 1.35;
const kept = "mediabank.heights";

const wide = window.matchMedia("(min-width: 43.76em)");
const rem = () => Number.parseFloat(getComputedStyle(document.documentElement).fontSize) / 16;

function ratio(object) {
  const picture = object.querySelector("img");
  if (!picture) return 0.75;
  return Number(picture.getAttribute("width")) / Number(picture.getAttribute("height")) || 1;
}

function justify(shelf) {
  const objects = [...shelf.children];
  shelf.classList.toggle("justified", wide.matches);
  if (!wide.matches) {
    for (const object of objects) {
      object.style.width = "";
      object.style.removeProperty("--row-height");
      object.classList.remove("measured", "last-in-row");
    }
    return;
  }
  const width = shelf.clientWidth;
  const gap = Number.parseFloat(getComputedStyle(shelf).columnGap);
  const wanted = HEIGHTS[shelf.dataset.heights ?? "medium"] * rem();
  let row = [];
  for (const object of objects) {
    row.push(object);
    if (rowHeight(row, width, gap) <= wanted * 1.06) {
      place(row, width, gap, wanted);
      row = [];
    }
  }
  place(row, width, gap, wanted);
}

function rowHeight(row, width, gap) {
  const shapes = row.reduce((sum, object) => sum + ratio(object), 0);
  return (width - gap * (row.length - 1)) / shapes;
}

function place(row, width, gap, wanted) {
  if (row.length === 0) return;
  const height = rowHeight(row, width, gap);
  const fills = height <= wanted * SLACK;
  const used = fills ? height : wanted;
  row.forEach((object, index) => {
    object.classList.add("measured");
    object.classList.toggle("last-in-row", index === row.length - 1);
    object.style.setProperty("--row-height", `${used}px`);
    object.style.width = `${Math.floor(used * ratio(object) * 100) / 100}px`;
  });
}

function all() {
  for (const shelf of document.querySelectorAll(".shelf")) justify(shelf);
}

const watching = new ResizeObserver((entries) => {
  for (const { target } of entries) {
    if (target.dataset.width === String(target.clientWidth)) continue;
    target.dataset.width = String(target.clientWidth);
    justify(target);
  }
});

function watch() {
  watching.disconnect();
  const heights = localStorage.getItem(kept);
  for (const shelf of document.querySelectorAll(".shelf")) {
    if (heights && shelf.closest("#results")) shelf.dataset.heights = heights;
    delete shelf.dataset.width;
    watching.observe(shelf);
  }
  for (const choice of document.querySelectorAll(".heights input")) choice.checked = choice.value === (heights ?? "medium");
}

// caught on its way down: the search form around it must not take it for a new search
document.addEventListener(
  "change",
  (event) => {
    if (!event.target.closest(".heights")) return;
    event.stopPropagation();
    localStorage.setItem(kept, event.target.value);
    for (const shelf of document.querySelectorAll("#results .shelf")) shelf.dataset.heights = event.target.value;
    all();
  },
  true,
);

document.addEventListener("htmx:after:swap", watch);
wide.addEventListener("change", all);
watch();
