(function () {
  "use strict";
  var slides = Array.prototype.slice.call(document.querySelectorAll("section.slide"));
  var wide = window.matchMedia("(min-width: 64rem) and (min-height: 34rem)");
  function here() {
    var best = 0;
    slides.forEach(function (slide, place) {
      var away = Math.abs(slide.getBoundingClientRect().top);
      if (away < Math.abs(slides[best].getBoundingClientRect().top)) best = place;
    });
    return best;
  }
  function go(place) {
    var slide = slides[Math.max(0, Math.min(slides.length - 1, place))];
    slide.scrollIntoView();
    slide.focus({ preventScroll: true });
  }
  document.addEventListener("keydown", function (event) {
    if (!wide.matches || event.altKey || event.ctrlKey || event.metaKey) return;
    if (event.key === " " && event.target.closest("a")) return;
    var steps = { ArrowRight: 1, ArrowDown: 1, PageDown: 1, ArrowLeft: -1, ArrowUp: -1, PageUp: -1, " ": event.shiftKey ? -1 : 1 };
    if (event.key in steps) go(here() + steps[event.key]);
    else if (event.key === "Home") go(0);
    else if (event.key === "End") go(slides.length - 1);
    else return;
    event.preventDefault();
  });
})();
