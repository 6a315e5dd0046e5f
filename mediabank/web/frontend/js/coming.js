// A picture that is still being made takes its place when it is done; nobody has to load the page again.
const PAUSES_MS = [1000, 1500, 2000, 3000, 5000, 8000, 13000];

const wait = (ms) =>
  new Promise((resolve) => {
    setTimeout(resolve, ms);
  });

for (const place of document.querySelectorAll("[data-coming]")) watch(place);

async function watch(place) {
  for (const pause of PAUSES_MS) {
    await wait(pause);
    const answer = await fetch(location.pathname).catch(() => null);
    if (!answer?.ok) continue;
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const now = page.querySelector(place.dataset.coming);
    if (!now?.querySelector("img")) continue;
    place.replaceChildren(...now.childNodes);
    return;
  }
}
