// The sentence of a recipe: one word open at a time, Escape and a click elsewhere close it. Without this the page works.
(function () {
  "use strict";
  function close(except) {
    document.querySelectorAll("details.slot[open]").forEach(function (slot) { if (slot !== except) slot.open = false; });
  }
  document.addEventListener("toggle", function (event) {
    var slot = event.target;
    if (!slot.classList || !slot.classList.contains("slot") || !slot.open) return;
    close(slot);
    var input = slot.querySelector("input, select, textarea");
    if (input) { input.focus(); if (input.select) input.select(); }
  }, true);
  document.addEventListener("keydown", function (event) {
    var slot = event.target.closest ? event.target.closest("details.slot") : null;
    if (!slot) return;
    var isEnter = event.key === "Enter" && event.target.tagName === "INPUT";
    if (event.key === "Escape" || isEnter) {
      event.preventDefault();
      if (isEnter) event.target.dispatchEvent(new Event("change", { bubbles: true }));
      slot.open = false;
      slot.querySelector("summary").focus();
    }
  });
  // The preview brings what is wrong beside each field; the field itself stays, so that nobody loses their place.
  document.addEventListener("htmx:afterSettle", function () {
    document.querySelectorAll(".field > .invalid").forEach(function (told) {
      var input = told.parentElement.querySelector("input, select, textarea");
      if (!input) return;
      if (!told.textContent) { input.removeAttribute("aria-invalid"); input.removeAttribute("aria-errormessage"); return; }
      input.setAttribute("aria-invalid", "true");
      input.setAttribute("aria-errormessage", told.id);
    });
  });
  document.addEventListener("click", function (event) {
    if (!event.target.closest("details.slot")) close(null);
  });
})();
