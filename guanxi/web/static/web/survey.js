// A survey: shows what is asked only after certain answers, and keeps what was typed. It works without this, too.
(function () {
  "use strict";
  var form = document.querySelector("form[data-draft]");
  if (!form) return;
  document.body.className += " js-shows";
  var conditional = form.querySelectorAll("[data-show-key]");

  function show() {
    for (var i = 0; i < conditional.length; i += 1) {
      var field = conditional[i];
      var wanted = field.getAttribute("data-show-values").split("\n");
      var given = form.querySelectorAll('input[name="' + field.getAttribute("data-show-key") + '"]:checked');
      var shown = false;
      for (var j = 0; j < given.length; j += 1) shown = shown || wanted.indexOf(given[j].value) !== -1;
      field.hidden = !shown;
    }
  }

  var waiting = null;
  function keep() {
    var data = new FormData(form);
    var files = form.querySelectorAll('input[type="file"]');
    for (var i = 0; i < files.length; i += 1) if (data.delete) data.delete(files[i].name);
    var request = new XMLHttpRequest();
    request.open("POST", form.getAttribute("data-draft"));
    request.onload = function () {
      if (request.status === 204) document.getElementById("saved").textContent = form.getAttribute("data-saved");
    };
    request.send(data);
  }
  form.addEventListener("change", function () { show(); clearTimeout(waiting); waiting = setTimeout(keep, 800); });
  form.addEventListener("input", function () { clearTimeout(waiting); waiting = setTimeout(keep, 2500); });
  form.addEventListener("submit", function () { clearTimeout(waiting); });
  show();
})();
