// A poster that is still being drawn is asked for again, a few times, with a pause in between.
(function () {
  "use strict";
  var pictures = document.querySelectorAll("img[data-again]");
  for (var i = 0; i < pictures.length; i += 1) watch(pictures[i], 0);

  function watch(picture, tries) {
    var address = picture.getAttribute("src");
    picture.onerror = function () {
      if (tries >= 6) return;
      tries += 1;
      setTimeout(function () { picture.src = address + (address.indexOf("?") < 0 ? "?" : "&") + "again=" + tries; }, 2000);
    };
    if (picture.complete && picture.naturalWidth === 0) picture.onerror();
  }
})();
