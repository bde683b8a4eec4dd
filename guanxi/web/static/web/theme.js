// Light or dark before anything is painted: what was chosen here, else what the system says.
(function () {
  var chosen = null;
  try { chosen = localStorage.getItem("theme"); } catch (_) { /* private windows keep nothing */ }
  var dark = chosen ? chosen === "dark" : window.matchMedia("(prefers-color-scheme: dark)").matches;
  document.documentElement.setAttribute("data-bs-theme", dark ? "dark" : "light");
})();
