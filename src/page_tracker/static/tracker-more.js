// The part of tracker.js that few pages need: numbers in pages, and own visits.
const KINDS = ["site-views", "views", "visitors"];
const OFF = "page-tracker";
const instances = {}; // by the script's key: several sites may count one page

const request = async (url) => (await fetch(url, { cache: "reload" })).json();

// An element whose number was asked for since the last view is not asked for again.
const wanted = ({ asked, path, view }) =>
  KINDS.flatMap((kind) => {
    const name = `data-page-tracker-${kind}`;
    return [...document.querySelectorAll(`[${name}]`)]
      .filter((element) => asked.get(element) !== view)
      .map((element) => ({ element, kind, path: element.getAttribute(name) || path }));
  });

const fill = async (instance) => {
  const elements = wanted(instance);
  if (!elements.length) return;
  for (const { element } of elements) instance.asked.set(element, instance.view);
  await instance.view; // so that the numbers include it
  const paths = new URLSearchParams(elements.map(({ path }) => ["path", path]));
  const { pages } = await request(`${instance.api}/pages?${paths}`);
  for (const [place, { element, kind }] of elements.entries())
    element.textContent = pages[place][kind] ?? (await request(instance.api)).views;
};

// What stands in an element stays if its number cannot be had.
const update = (instance) => fill(instance).catch(() => {});

// Elements that are added before the page of a new address is counted wait for that.
const observe = (instance) =>
  new MutationObserver(() => {
    if (location.href === instance.address) update(instance);
  }).observe(document, { childList: true, subtree: true });

const say = (text) => {
  const note = document.createElement("output"); // a polite live region
  note.popover = "auto";
  note.style.padding = "1em";
  document.body.append(note);
  note.showPopover?.();
  note.textContent = text;
};

const choose = (choice) => {
  try {
    if (choice === "ignore") localStorage[OFF] = "off";
    else localStorage.removeItem(OFF);
    say(`page-tracker: visits with this browser are ${choice === "ignore" ? "not " : ""}counted on ${location.host}.`);
  } catch {
    say("page-tracker: this browser stores nothing for this site, so the choice cannot be kept.");
  }
};

export default (views, site, path, view) => {
  const fragment = location.hash;
  if (fragment.startsWith("#page-tracker-")) {
    choose(fragment.slice("#page-tracker-".length));
    // The script hears of it, and counts the page if it may.
    history.replaceState(history.state, "", location.pathname + location.search);
    return;
  }
  if (!view) return; // nobody looks at the page yet
  const name = encodeURIComponent(site.replace(/^https?:\/\/|\/.*/g, ""));
  const api = new URL("sites/" + name, views).href;
  const isNew = !(api in instances);
  const instance = (instances[api] ??= { api, asked: new WeakMap() });
  Object.assign(instance, { address: location.href, path, view });
  update(instance);
  if (isNew) observe(instance);
};
