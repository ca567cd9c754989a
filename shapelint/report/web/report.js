"use strict";

/* Filters the findings. The filter is kept in the address, so that it can be shared and the way back leads to it. */

(() => {
  const form = document.getElementById("filter");
  const narrow = matchMedia("(max-width: 68rem)");
  for (const each of document.querySelectorAll("details.by-rule")) each.open = !narrow.matches;

  /** Open what an address points at, in browsers that do not do it themselves. */
  const reveal = () => {
    const target = location.hash.includes("=") ? null : document.getElementById(location.hash.slice(1));
    const closed = target && target.closest("details:not([open])");
    if (closed) {
      closed.open = true;
      target.scrollIntoView();
    }
  };
  addEventListener("hashchange", reveal);
  reveal();

  let opened = [];
  addEventListener("beforeprint", () => {
    opened = [...document.querySelectorAll(":is(.finding details, .by-rule):not([open])")];
    for (const each of opened) each.open = true;
  });
  addEventListener("afterprint", () => {
    for (const each of opened) each.open = false;
  });

  /** A picture that is wider than the page can be scrolled by keyboard in every browser. */
  const pictures = [...document.querySelectorAll(".picture")];
  const reach = () => {
    for (const [each, isWide] of pictures.map((each) => [each, each.scrollWidth > each.clientWidth])) {
      if (isWide) each.tabIndex = 0;
      else each.removeAttribute("tabindex");
    }
  };
  addEventListener("resize", reach);
  reach();

  if (!form) return;

  const counted = (count, noun) => `${count} ${noun}${count === 1 ? "" : "s"}`;
  const shown = form.querySelector("output");
  const nothing = document.getElementById("nothing-shown");
  const files = [...document.querySelectorAll(".file")].map((section) => ({
    section,
    file: section.dataset.file,
    count: section.querySelector(".count"),
    findings: [...section.querySelectorAll(".finding")].map((article) => ({
      article,
      data: article.dataset,
      text: [section.dataset.file, ...[...article.querySelectorAll(".facts, h4, .frame")].map((each) => each.textContent)]
        .join("\n")
        .toLowerCase(),
    })),
  }));
  const total = files.reduce((sum, each) => sum + each.findings.length, 0);

  const wanted = () => new Map([...new FormData(form)].filter(([, value]) => value.trim() !== ""));

  const apply = () => {
    const filter = wanted();
    const words = (filter.get("text") ?? "").toLowerCase().split(/\s+/).filter(Boolean);
    const choices = ["rule", "severity", "certainty"].filter((name) => filter.has(name));
    let left = 0;
    for (const { section, file, count, findings } of files) {
      const isFile = !filter.has("file") || filter.get("file") === file;
      let here = 0;
      for (const { article, data, text } of findings) {
        const isShown =
          isFile &&
          choices.every((name) => data[name] === filter.get(name)) &&
          words.every((word) => text.includes(word));
        article.hidden = !isShown;
        here += isShown;
      }
      section.hidden = here === 0;
      const all = counted(findings.length, "finding");
      count.textContent = here === findings.length ? all : `${here} of ${all}`;
      left += here;
    }
    nothing.hidden = left > 0;
    shown.value = left === total ? counted(total, "finding") : `${left} of ${counted(total, "finding")}`;
  };

  /** Write the filter into the address; without one an address that points at something stays. */
  const keep = () => {
    const hash = new URLSearchParams([...wanted()]).toString();
    if (hash !== "" || location.hash.includes("=")) {
      history.replaceState(null, "", hash === "" ? location.pathname + location.search : `#${hash}`);
    }
  };

  /** Set the controls; what a list does not have is as if it were not said. */
  const fill = (values) => {
    for (const control of form.elements) {
      if (control.name) control.value = values.get(control.name) ?? "";
      if (control.selectedIndex === -1) control.value = "";
    }
  };

  const restore = () => {
    if (location.hash.includes("=")) {
      fill(new URLSearchParams(location.hash.slice(1)));
    }
    apply();
  };

  const changed = () => {
    apply();
    keep();
  };
  form.addEventListener("input", changed);
  form.addEventListener("change", changed);
  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("reset", (event) => {
    event.preventDefault();
    fill(new URLSearchParams());
    changed();
  });
  addEventListener("hashchange", restore);
  form.hidden = false;
  restore();
})();
