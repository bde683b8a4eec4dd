// The phone page's few scripts, for browsers as old as WeChat's: everything works without them.
(function () {
  "use strict";
  document.addEventListener("submit", function (event) {
    var form = event.target;
    if (form.method !== "post" || form.hasAttribute("hx-post")) return;
    if (form.getAttribute("data-sent")) { event.preventDefault(); return; }
    form.setAttribute("data-sent", "yes");
    setTimeout(function () { form.removeAttribute("data-sent"); }, 8000);
  });
  window.addEventListener("pageshow", function () {
    var sent = document.querySelectorAll("form[data-sent]");
    for (var i = 0; i < sent.length; i += 1) sent[i].removeAttribute("data-sent");
  });
  document.addEventListener("click", function (event) {
    var button = event.target.closest ? event.target.closest("[data-copies]") : null;
    if (!button) return;
    var source = document.getElementById(button.getAttribute("data-copies"));
    if (!source) return;
    var done = function () {
      var before = button.textContent;
      button.textContent = button.getAttribute("data-copied") || "✓";
      setTimeout(function () { button.textContent = before; }, 1600);
    };
    if (navigator.clipboard && navigator.clipboard.writeText) {
      navigator.clipboard.writeText((source.value || source.textContent).trim()).then(done);
    } else if (source.select) {
      source.select();
      document.execCommand("copy");
      done();
    }
  });
})();
