// The console's few scripts: everything here is comfort, the pages work without it.
(function () {
  "use strict";
  var root = document.documentElement;

  document.addEventListener("click", function (event) {
    var button = event.target.closest("[data-theme], [data-opens], [data-closes], [data-copies]");
    if (!button) return;
    if (button.hasAttribute("data-theme")) {
      var next = root.getAttribute("data-bs-theme") === "dark" ? "light" : "dark";
      root.setAttribute("data-bs-theme", next);
      try { localStorage.setItem("theme", next); } catch (_) { /* it holds for this page then */ }
    } else if (button.hasAttribute("data-opens")) {
      var dialog = document.getElementById(button.getAttribute("data-opens"));
      if (dialog && dialog.showModal) { event.preventDefault(); dialog.showModal(); }
    } else if (button.hasAttribute("data-closes")) {
      var open = button.closest("dialog");
      if (open) { event.preventDefault(); open.close(); }
    } else {
      var source = document.getElementById(button.getAttribute("data-copies"));
      var text = source ? source.value || source.textContent : "";
      if (navigator.clipboard) navigator.clipboard.writeText(text.trim()).then(function () { said(button); });
      else if (source && source.select) { source.select(); document.execCommand("copy"); said(button); }
    }
  });

  function said(button) {
    var before = button.textContent;
    button.textContent = button.getAttribute("data-copied") || "✓";
    setTimeout(function () { button.textContent = before; }, 1600);
  }

  // On a wide screen the menu is always open; on a phone it is closed until asked for.
  var menu = document.querySelector("[data-menu]");
  if (menu) {
    var wide = window.matchMedia("(min-width: 900px)");
    var fit = function () { menu.open = wide.matches; };
    fit();
    if (wide.addEventListener) wide.addEventListener("change", fit);
    // The place where one is stays in sight, also in a menu that is longer than the window.
    var side = menu.closest(".side"), here = menu.querySelector("[aria-current]");
    if (side && here && here.offsetTop + here.offsetHeight > side.clientHeight) side.scrollTop = here.offsetTop - side.clientHeight / 2;
  }

  // Keys: "/" goes to the search, "?" to the help, "g" and a letter to a page (data-key on a link of the menu).
  var waiting = 0;
  document.addEventListener("keydown", function (event) {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    if (event.target.closest("input, textarea, select, [contenteditable]")) {
      return;
    }
    if (event.key === "/") {
      var search = document.querySelector("[data-global-search], [data-search]");
      if (search) { event.preventDefault(); search.focus(); search.select(); }
    } else if (event.key === "?") {
      var help = document.querySelector("[data-help]");
      if (help) { event.preventDefault(); help.click(); }
    } else if (event.key === "g") {
      waiting = Date.now();
    } else if (Date.now() - waiting < 1500) {
      var link = document.querySelector('[data-key="' + event.key.replace(/["\\]/g, "") + '"]');
      waiting = 0;
      if (link) { event.preventDefault(); link.click(); }
    }
  });

  // A form is sent once, however often it is tapped.
  document.addEventListener("submit", function (event) {
    var form = event.target;
    if (form.method !== "post" || form.hasAttribute("hx-post")) return;
    if (form.dataset.sent) { event.preventDefault(); return; }
    form.dataset.sent = "yes";
    setTimeout(function () { delete form.dataset.sent; }, 8000);
  });
  window.addEventListener("pageshow", function () {
    document.querySelectorAll("form[data-sent]").forEach(function (form) { delete form.dataset.sent; });
  });
})();
