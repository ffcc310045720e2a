// page-tracker, MIT licence. Every page works without this; it is for what only a script can.
{
  const wait = () => Number(main().dataset.refresh || 0) * 1000,
    main = () => document.querySelector("main"),
    names = {};
  let updated = Date.now(),
    paused = false;

  // Codes of countries and languages become their names.
  const nameOf = (code, type) => {
    try {
      names[type] ??= new Intl.DisplayNames("en", { type, fallback: "code" });
      return names[type].of(code);
    } catch {
      return code;
    }
  };

  const copyButton = (source) => {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "copy";
    button.textContent = "Copy";
    button.addEventListener("click", async () => {
      await navigator.clipboard.writeText(source.textContent);
      button.textContent = "Copied";
    });
    (source.closest("pre") ?? source).after(button);
  };

  const enhance = (part) => {
    for (const text of part.querySelectorAll("[data-code]")) text.textContent = nameOf(text.textContent, text.dataset.code);
    for (const text of part.querySelectorAll("[data-origin]"))
      text.textContent = text.textContent.replace("https://YOUR-HOST", location.origin);
    // Without a secure context there is no clipboard.
    if (navigator.clipboard) for (const source of part.querySelectorAll("[data-copy]")) copyButton(source);
    if (part.dataset.refresh) (part.querySelector(".now") ?? part.querySelector(".head")).append(liveButton());
  };

  const liveButton = () => {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "quiet live";
    button.textContent = "Live";
    button.title = "Whether the numbers are kept up to date";
    button.setAttribute("aria-pressed", String(!paused));
    return button;
  };

  // What a column says is shown below the chart, at once and also by touch.
  const point = (event) => {
    const column = event.target.closest?.(".chart-column"),
      readout = document.querySelector(".readout");
    for (const other of document.querySelectorAll(".pointed")) other.classList.remove("pointed");
    column?.classList.add("pointed");
    if (readout) readout.textContent = column?.querySelector("title").textContent ?? "";
  };

  const show = (fresh) => {
    const old = main(),
      open = [...old.querySelectorAll("details[open]")].map((each) => each.id),
      focused = old.contains(document.activeElement) && document.activeElement,
      place = focused && [focused.tagName, focused.id, focused.getAttribute("href"), focused.className].join();
    if (old.querySelector("input:focus, #dates[open]")) return; // somebody is choosing
    enhance(fresh);
    for (const id of open) fresh.querySelector(`details#${id}`)?.setAttribute("open", "");
    old.replaceWith(fresh);
    if (place)
      for (const each of fresh.querySelectorAll("a, button, summary, [tabindex]"))
        if ([each.tagName, each.id, each.getAttribute("href"), each.className].join() == place) {
          each.focus({ preventScroll: true });
          break;
        }
  };

  const refresh = async () => {
    updated = Date.now();
    try {
      const response = await fetch(location.href, { headers: { Accept: "text/html" }, cache: "no-store" });
      if (response.redirected) return location.reload(); // signed out
      if (!response.ok) return;
      const page = new DOMParser().parseFromString(await response.text(), "text/html");
      show(document.importNode(page.querySelector("main"), true));
    } catch {
      // The next time it may be there again.
    }
  };

  const tick = () => {
    const due = wait();
    if (due && !paused && !document.hidden && Date.now() - updated >= due) refresh();
  };

  document.addEventListener("click", (event) => {
    const button = event.target.closest?.(".live");
    if (!button) return;
    paused = !paused;
    button.setAttribute("aria-pressed", String(!paused));
    if (!paused) refresh();
  });
  document.addEventListener("pointerover", point);
  document.addEventListener("keydown", (event) => {
    const open = document.querySelector("#dates[open]");
    if (event.key != "Escape" || !open) return;
    open.removeAttribute("open");
    open.querySelector("summary").focus();
  });
  document.addEventListener("visibilitychange", tick);
  setInterval(tick, 1000);
  enhance(main());
}
