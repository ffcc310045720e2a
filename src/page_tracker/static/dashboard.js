// Every page works without this; it is for what only a script can.
{
  const $ = (selector, part = document) => part.querySelector(selector),
    all = (selector, part = document) => [...part.querySelectorAll(selector)],
    main = () => $("main"),
    names = {};
  let updated = Date.now(),
    asked = updated,
    paused = false,
    away = false,
    at = -1;

  // Codes of countries and languages become their names.
  const nameOf = (code, type) => {
    try {
      names[type] ??= new Intl.DisplayNames("en", { type, fallback: "code" });
      return names[type].of(code);
    } catch {
      return code;
    }
  };

  const make = (tag, properties, ...children) => {
    const made = Object.assign(document.createElement(tag), properties);
    made.append(...children);
    return made;
  };

  const copyButton = (source) => {
    const button = make("button", { type: "button", className: "copy", textContent: "Copy" });
    button.addEventListener("click", async () => {
      await navigator.clipboard.writeText(source.textContent);
      button.textContent = "Copied";
    });
    (source.closest("pre") ?? source).after(button);
  };

  const enhance = (part) => {
    for (const text of all("[data-code]", part)) text.textContent = nameOf(text.textContent, text.dataset.code);
    for (const text of all("[data-origin]", part))
      text.textContent = text.textContent.replace("https://YOUR-HOST", location.origin);
    // Without a secure context there is no clipboard.
    if (navigator.clipboard) for (const source of all("[data-copy]", part)) copyButton(source);
    if (part.dataset.refresh) $(".actions", part)?.prepend(liveButton());
    enhanceChart(part);
    const test = $("[data-test]", part);
    if (test) test.hidden = false;
  };

  // Live: a switch that says how old the numbers are.

  const clock = (time) => new Date(time).toTimeString().slice(0, 5);

  const liveButton = () => {
    const button = make("button", { type: "button", className: "quiet live" });
    label(button);
    return button;
  };

  const label = (button) => {
    if (!button) return;
    const time = clock(updated);
    button.classList.toggle("away", away);
    button.textContent = away ? `Reconnecting… numbers from ${time}` : `${paused ? "Paused" : "Live"} · updated ${time}`;
    button.title = paused ? "Resume live updates" : "Pause live updates";
    button.setAttribute("aria-pressed", String(!paused));
  };

  const show = (fresh) => {
    const old = main(),
      open = all("details[open]", old).map((each) => each.id),
      focused = old.contains(document.activeElement) && document.activeElement,
      place = focused && [focused.tagName, focused.id, focused.getAttribute("href"), focused.classList[0]].join();
    if ($("input:focus, .pop[open]", old)) return; // somebody is choosing
    updated = Date.now();
    enhance(fresh);
    for (const id of open) if (id) $(`details#${id}`, fresh)?.setAttribute("open", "");
    old.replaceWith(fresh);
    if (place)
      for (const each of all("a, button, summary, [tabindex]", fresh))
        if ([each.tagName, each.id, each.getAttribute("href"), each.classList[0]].join() == place) {
          each.focus({ preventScroll: true });
          break;
        }
  };

  const load = async (address) => {
    asked = Date.now();
    try {
      const response = await fetch(address, { headers: { Accept: "text/html" }, cache: "no-store" });
      if (response.redirected) return location.reload(); // signed out
      if (!response.ok) throw response.status;
      const page = new DOMParser().parseFromString(await response.text(), "text/html");
      const fresh = document.importNode($("main", page), true);
      away = false;
      show(fresh);
    } catch {
      away = true; // the next time it may be there again
    }
    label($(".live"));
    return !away;
  };

  const tick = () => {
    const due = Number(main().dataset.refresh || 0) * 1000;
    if (due && !paused && !document.hidden && Date.now() - asked >= due) load(location.href);
  };

  // The chart says what a column is about beside the column, by mouse, finger and keys.

  const enhanceChart = (part) => {
    const figure = $("figure", part),
      chart = $("[data-columns]", part);
    if (!chart || !$(".numbers td", part)) return;
    for (const title of all("title", figure)) title.remove(); // else it would be said twice
    figure.tabIndex = 0;
    figure.setAttribute("role", "group");
    figure.setAttribute("aria-label", "Chart: the arrow keys change the column");
    if (chart.dataset.columns > 1 && !heading(part).includes("hour")) figure.classList.add("leads");
    const tip = make("div", { className: "tip", hidden: true });
    tip.setAttribute("aria-live", "polite");
    figure.append(make("div", { className: "rule", hidden: true }), tip);
    at = -1;
  };

  const heading = (part) => $("#series", part).textContent;

  // A row of the table has the name of its column, the views and the visitors.
  const toldOf = (index, row) => {
    const data = $("[data-columns]").dataset,
      before = data.before.split(",")[index],
      names = all(".numbers thead th").map((each) => each.textContent.toLowerCase()),
      told = [...row.cells].map((cell, place) => cell.textContent + (place ? ` ${names[place]}` : ""));
    if ("soFar" in data && !row.nextElementSibling) told[0] += ", so far";
    return before ? [...told, `${Number(before).toLocaleString("en")} views before`] : told;
  };

  const point = (index) => {
    const figure = $("figure"),
      tip = $(".tip"),
      rule = $(".rule"),
      row = all(".numbers tbody tr")[index];
    if (!tip) return;
    tip.hidden = rule.hidden = !row;
    all(".chart-column").forEach((column, place) => column.classList.toggle("pointed", place == index));
    if (!row) return;
    tip.replaceChildren(...toldOf(index, row).map((text) => make("span", { textContent: text })));
    const plot = $(".plot").getBoundingClientRect(),
      width = plot.width / $("[data-columns]").dataset.columns,
      left = plot.left - figure.getBoundingClientRect().left + width * index,
      room = figure.clientWidth - tip.offsetWidth;
    rule.style.left = `${left}px`;
    rule.style.width = `${width}px`;
    // Beside the column, on the side with more room.
    const beside = left > figure.clientWidth / 2 ? left - tip.offsetWidth - 8 : left + width + 8;
    tip.style.left = `${Math.max(0, Math.min(room, beside))}px`;
  };

  const columnAt = (event) => {
    const chart = event.target.closest?.("figure [data-columns]");
    if (!chart || !$(".tip")) return -1;
    const plot = $(".plot").getBoundingClientRect(),
      index = Math.floor(((event.clientX - plot.left) / plot.width) * chart.dataset.columns);
    return index < all(".numbers tbody tr").length ? index : -1;
  };

  const pointed = (event) => {
    const index = columnAt(event);
    if (index < 0 && $("figure:focus")) return;
    at = index;
    point(index);
  };

  const moveColumn = (event) => {
    const last = all(".numbers tbody tr").length - 1,
      steps = { ArrowLeft: -1, ArrowRight: 1, Home: -last, End: last };
    if (event.key == "Enter") return open(at);
    if (!(event.key in steps)) return;
    event.preventDefault();
    at = at < 0 ? last : Math.max(0, Math.min(last, at + steps[event.key]));
    point(at);
  };

  // The day or the month of a column, alone.
  const open = (index) => {
    if (index < 0 || !$(".leads")) return;
    const link = $("a", all(".numbers tbody tr")[index]);
    if (link) return link.click();
    const address = new URL(location.href),
      day = new Date(`${$("[data-columns]").dataset.first}T00:00Z`),
      iso = () => day.toISOString().slice(0, 10);
    for (const name of ["period", "unit", "from", "to"]) address.searchParams.delete(name);
    const isMonth = heading(main()).includes("month");
    if (isMonth) day.setUTCMonth(day.getUTCMonth() + index);
    else day.setUTCDate(day.getUTCDate() + index);
    address.searchParams.set("from", iso());
    if (isMonth) day.setUTCMonth(day.getUTCMonth() + 1, 0);
    address.searchParams.set("to", iso());
    location.href = address;
  };

  // Keys, each alone: never with another one, and never while something is written.

  const keys = (event) => {
    const target = event.target;
    if (event.key == "Escape") {
      const shown = target.closest?.(".pop[open], .about[open]") ?? $(".pop[open], .about[open]");
      shown?.removeAttribute("open");
      return shown && $("summary", shown).focus();
    }
    if (event.ctrlKey || event.altKey || event.metaKey || event.isComposing) return;
    if (target.closest?.("input, textarea, select, [contenteditable], dialog")) return;
    if (target.matches?.("figure")) {
      moveColumn(event);
      if (event.defaultPrevented) return;
    }
    if (event.key == "?" && $("#keys")) return $("#keys").showModal();
    if (event.shiftKey) return;
    const search = $("#q"),
      path = main().dataset.search,
      step = { ArrowLeft: "prev", ArrowRight: "next" }[event.key];
    if (step && !target.closest?.(".scroll")) $(`.stepper [rel=${step}]`)?.click();
    else if (event.key == "/" && (search || path)) {
      event.preventDefault();
      if (search) search.focus();
      else location.href = path;
    } else if (/^[a-z]$/.test(event.key)) $(`[data-key=${event.key}]`)?.click();
  };

  const sendTest = async (part) => {
    const said = $("[role=status]", part);
    said.textContent = "Sending…";
    try {
      const response = await fetch(part.dataset.views, {
        method: "POST",
        headers: { "Content-Type": "application/json" },
        body: JSON.stringify({ site: part.dataset.test, path: "/test-visit" }),
      });
      const { status, reason } = await response.json();
      said.textContent =
        status == "ignored" ? `Not counted: ${reason.replaceAll("_", " ")}.` : response.ok ? "Recorded." : "Not accepted.";
      if (response.ok) load(location.href);
    } catch {
      said.textContent = "page-tracker could not be reached.";
    }
  };

  document.addEventListener("click", (event) => {
    const target = event.target,
      button = target.closest?.(".live"),
      tab = target.closest?.("[data-tab]"),
      column = columnAt(event);
    // A click elsewhere closes what has been opened over the page.
    for (const each of all(".pop[open], .about[open]")) if (!each.contains(target)) each.removeAttribute("open");
    if (button) {
      paused = !paused;
      label(button);
      if (!paused) load(location.href);
    } else if (column >= 0) open(column);
    else if (target.closest?.(".try button")) sendTest(target.closest(".try"));
    else if (tab && !event.ctrlKey && !event.metaKey && !event.shiftKey) {
      event.preventDefault();
      const address = new URL(tab.href);
      address.hash = "";
      load(address).then((done) => (done ? history.replaceState(null, "", address) : (location.href = tab.href)));
    }
  });
  document.addEventListener("pointermove", pointed);
  document.addEventListener("pointerdown", pointed);
  document.addEventListener("focusout", (event) => event.target.matches?.("figure") && point(-1));
  document.addEventListener("keydown", keys);
  document.addEventListener("visibilitychange", tick);
  setInterval(tick, 1000);
  enhance(main());
  if (location.hash == "#q") $("#q")?.focus();
  if ($("#keys")) {
    const button = make("button", { type: "button", className: "quiet", textContent: "Keyboard shortcuts" });
    button.addEventListener("click", () => $("#keys").showModal());
    $(".bottom").append(button);
  }
}
