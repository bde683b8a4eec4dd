// The phone page's few scripts, for browsers as old as WeChat's (no newer syntax than Chromium 86 and iOS 13 have).
// Everything works without them.
(function () {
  "use strict";
  var LARGEST_PX = 1600, SMALL_ENOUGH_BYTES = 400 * 1024, SHRINKING_MS = 20000, SENDING_MS = 90000, DOWNLOAD_MS = 4000;
  var tapped = null;  // the button that was tapped last: browsers of before 2021 do not say it with the form

  // ---- A form is sent once, and says that it is on its way until another page is there.
  function word(name) { return document.body.getAttribute("data-" + name) || ""; }
  function buttonOf(form, event) {
    if (event.submitter) return event.submitter;
    return tapped && tapped.form === form ? tapped : form.querySelector("button:not([type=button])");
  }
  function begin(form, button) {
    form.setAttribute("data-sent", "yes");
    form.setAttribute("aria-busy", "true");
    if (!button || !/\bbtn\b/.test(button.className) || !word("sending")) return;
    button.setAttribute("data-before", button.innerHTML);
    button.style.minWidth = button.offsetWidth + "px";
    button.setAttribute("aria-busy", "true");
    button.textContent = word("sending");
  }
  function end(form) {
    form.removeAttribute("data-sent");
    form.removeAttribute("aria-busy");
    var busy = form.querySelectorAll("[data-before]");
    for (var i = 0; i < busy.length; i += 1) {
      busy[i].innerHTML = busy[i].getAttribute("data-before");
      busy[i].removeAttribute("data-before");
      busy[i].removeAttribute("aria-busy");
      busy[i].style.minWidth = "";
    }
  }
  function endAll() {
    var sent = document.querySelectorAll("form[data-sent]");
    for (var i = 0; i < sent.length; i += 1) end(sent[i]);
  }
  document.addEventListener("click", function (event) {
    tapped = event.target.closest ? event.target.closest("button") : null;
  }, true);
  document.addEventListener("submit", function (event) {
    var form = event.target;
    if (event.defaultPrevented || form.method !== "post" || form.hasAttribute("hx-post")) return;
    if (form.getAttribute("data-sent")) { event.preventDefault(); return; }
    var button = buttonOf(form, event);
    begin(form, button);
    // A file to keep brings no other page; a page that was stopped on its way can be sent again after a while.
    setTimeout(function () { end(form); }, form.hasAttribute("data-download") ? DOWNLOAD_MS : SENDING_MS);
    var inputs = pictured(form);
    if (!inputs.length) return;
    // Smaller pictures first, then the form goes on by itself, with what its button says.
    event.preventDefault();
    var gone = false;
    var go = function () {
      if (gone) return;
      gone = true;
      if (button && button.name && !form.querySelector("input[type=hidden][data-said]")) {
        var said = document.createElement("input");
        said.type = "hidden"; said.name = button.name; said.value = button.value;
        said.setAttribute("data-said", "yes");
        form.appendChild(said);
      }
      HTMLFormElement.prototype.submit.call(form);
    };
    setTimeout(go, SHRINKING_MS);
    shrinkAll(inputs, go);
  });
  window.addEventListener("pageshow", function () {
    var said = document.querySelectorAll("input[data-said]");
    for (var i = 0; i < said.length; i += 1) said[i].parentNode.removeChild(said[i]);
    endAll();
  });

  // ---- Photographs are made smaller here, where that can be done: less to send, and nothing of where they were taken.
  function canShrink() {
    try {
      // Without image-orientation a canvas would lay photographs on their side.
      return Boolean(window.FileReader && window.CSS && CSS.supports && CSS.supports("image-orientation", "from-image") &&
        new DataTransfer().items && new File([], "x") && document.createElement("canvas").toBlob);
    } catch (problem) { return false; }
  }
  function pictured(form) {
    var found = [];
    if (!canShrink()) return found;
    var inputs = form.querySelectorAll("input[type=file]");
    for (var i = 0; i < inputs.length; i += 1) {
      if (inputs[i].files && inputs[i].files.length && /image/.test(inputs[i].accept)) found.push(inputs[i]);
    }
    return found;
  }
  function shrinkAll(inputs, done) {
    var left = inputs.length;
    for (var i = 0; i < inputs.length; i += 1) shrinkInput(inputs[i], function () { left -= 1; if (!left) done(); });
  }
  function shrinkInput(input, done) {
    var files = input.files, made = [], at = 0;
    var next = function () {
      if (at < files.length) {
        shrink(files[at], function (file) { made.push(file); at += 1; next(); });
        return;
      }
      try {
        var all = new DataTransfer();
        for (var i = 0; i < made.length; i += 1) all.items.add(made[i]);
        input.files = all.files;
      } catch (problem) { /* what was chosen is sent as it is */ }
      done();
    };
    next();
  }
  function shrink(file, done) {
    if (file.type !== "image/jpeg" && file.type !== "image/png" && file.type !== "image/webp") { done(file); return; }
    var reader = new FileReader(), image = new Image();
    var give = function (result) { image.onload = image.onerror = null; image.src = ""; done(result); };
    reader.onerror = image.onerror = function () { give(file); };
    reader.onload = function () { image.src = reader.result; };
    image.onload = function () {
      try {
        var share = Math.min(1, LARGEST_PX / Math.max(image.naturalWidth, image.naturalHeight));
        var isPhoto = file.type === "image/jpeg";
        if (!share || (share === 1 && !isPhoto && file.size <= SMALL_ENOUGH_BYTES)) { give(file); return; }
        var canvas = document.createElement("canvas");
        canvas.width = Math.max(1, Math.round(image.naturalWidth * share));
        canvas.height = Math.max(1, Math.round(image.naturalHeight * share));
        var drawn = canvas.getContext("2d");
        drawn.drawImage(image, 0, 0, canvas.width, canvas.height);
        canvas.toBlob(function (blob) {
          if (!blob || (blob.size >= file.size && !isPhoto)) { give(file); return; }
          give(new File([blob], file.name, { type: blob.type }));
        }, isPhoto ? "image/jpeg" : "image/png", 0.85);
      } catch (problem) { give(file); }
    };
    reader.readAsDataURL(file);
  }

  // ---- One picture too many is said at once, beside its field.
  document.addEventListener("change", function (event) {
    var input = event.target, most = input.getAttribute ? input.getAttribute("data-most") : null;
    if (!most || !input.files || !input.setCustomValidity) return;
    input.setCustomValidity(input.files.length > Number(most) ? input.getAttribute("data-too-many") || "✗" : "");
    if (input.files.length > Number(most) && input.reportValidity) input.reportValidity();
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
