/**
 * The little that moves in the report, as the browser gets it: the colouring of the bar, the programmes behind
 * a piece of it, copying a picture with its sentence, and opening what is closed before printing. Without it
 * the page shows everything.
 */
export const pageScript = String.raw`
(function () {
  'use strict';
  var root = document.documentElement;
  var said = document.getElementById('_said');
  root.classList.add('js');
  function all(selector, within) { return Array.prototype.slice.call((within || document).querySelectorAll(selector)); }

  // The colouring of the bar.
  var switches = all('[data-colouring]');
  function colourBy(colouring) {
    switches.forEach(function (button) { button.setAttribute('aria-pressed', String(button.dataset.colouring === colouring)); });
    all('[data-bar]').forEach(function (bar) { bar.hidden = bar.dataset.bar !== colouring; });
  }
  switches.forEach(function (button) {
    button.parentNode.hidden = false;
    button.addEventListener('click', function () { colourBy(button.dataset.colouring); });
    if (button.getAttribute('aria-pressed') === 'true') colourBy(button.dataset.colouring);
  });

  // The programmes behind a piece of the bar.
  var showing = document.querySelector('.showing');
  var rows = all('.rows tbody tr');
  function showRows(fill, words) {
    var shown = 0;
    rows.forEach(function (row) {
      row.hidden = fill !== '' && row.dataset.fills.split(' ').indexOf(fill) < 0;
      if (!row.hidden) shown += 1;
    });
    showing.hidden = fill === '';
    showing.textContent = '';
    if (fill === '') return;
    showing.append(words + ': ' + shown + ' of ' + rows.length + ' programmes. ');
    var back = document.createElement('button');
    back.type = 'button';
    back.textContent = 'Show all';
    back.addEventListener('click', function () { showRows('', ''); rows[0].querySelector('a').focus(); });
    showing.append(back);
  }
  all('.labels a[data-show]').forEach(function (link) {
    link.addEventListener('click', function () { showRows(link.dataset.show, link.dataset.words); });
  });
  all('.piece').forEach(function (piece) {
    piece.addEventListener('click', function () {
      var link = document.querySelector('figure:not([hidden]) .labels a[data-show="' + piece.dataset.show + '"]');
      if (link) link.click();
    });
  });

  // Copying a picture with its sentence.
  var painted = ['fill', 'stroke', 'stroke-width', 'stroke-dasharray', 'stroke-linecap', 'opacity'];
  function visible(element) { return element.getClientRects().length > 0; }
  function withStyles(element) {
    var copy = element.cloneNode(true);
    var copies = [copy].concat(all('*', copy));
    [element].concat(all('*', element)).forEach(function (original, i) {
      var style = getComputedStyle(original);
      painted.forEach(function (name) { copies[i].setAttribute(name, style.getPropertyValue(name)); });
    });
    all('text', copy).forEach(function (text) { text.remove(); });
    return copy;
  }
  function drawSvg(context, svg, left, top) {
    var place = svg.getBoundingClientRect();
    var copy = withStyles(svg);
    copy.append(withStyles(document.querySelector('#_patterns defs')));
    copy.setAttribute('xmlns', 'http://www.w3.org/2000/svg');
    copy.setAttribute('width', place.width);
    copy.setAttribute('height', place.height);
    var image = new Image();
    image.src = 'data:image/svg+xml;charset=utf-8,' + encodeURIComponent(new XMLSerializer().serializeToString(copy).replace(/url\(&quot;(#[^&]*)&quot;\)/g, 'url($1)'));
    return image.decode().then(function () { context.drawImage(image, place.left - left, place.top - top, place.width, place.height); });
  }
  // A canvas has no figures of equal width: each figure is set in the middle of its place.
  function drawWord(context, node, start, end, left, top) {
    if (end - start > 1 && /\d/.test(node.data.slice(start, end))) {
      for (var i = start; i < end; i += 1) drawWord(context, node, i, i + 1, left, top);
      return;
    }
    var range = document.createRange();
    range.setStart(node, start);
    range.setEnd(node, end);
    var place = range.getClientRects()[0];
    if (!place) return;
    var parent = node.parentElement;
    var style = getComputedStyle(parent);
    var inSvg = parent.closest('svg') !== null;
    context.font = style.fontWeight + ' ' + style.fontSize + ' ' + style.fontFamily;
    var size = context.measureText(node.data.slice(start, end));
    var scale = place.height / (size.fontBoundingBoxAscent + size.fontBoundingBoxDescent);
    context.save();
    var slack = end - start > 1 ? 0 : (place.width - size.width * scale) / 2;
    context.translate(place.left - left + slack, place.top - top);
    context.scale(scale, scale);
    if (inSvg && style.stroke !== 'none') {
      context.strokeStyle = style.stroke;
      context.lineWidth = parseFloat(style.strokeWidth);
      context.lineJoin = 'round';
      context.strokeText(node.data.slice(start, end), 0, size.fontBoundingBoxAscent);
    }
    context.fillStyle = inSvg ? style.fill : style.color;
    context.fillText(node.data.slice(start, end), 0, size.fontBoundingBoxAscent);
    context.restore();
  }
  function drawTexts(context, figure, left, top) {
    var walker = document.createTreeWalker(figure, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) {
      var node = walker.currentNode;
      if (node.parentElement.closest('.tools,.unseen') || !visible(node.parentElement)) continue;
      var words = /\S+/g;
      for (var found = words.exec(node.data); found; found = words.exec(node.data)) {
        drawWord(context, node, found.index, found.index + found[0].length, left, top);
      }
    }
  }
  // Away from the page a picture needs its name: the programme, or the question with its answer.
  function leadOf(figure, width) {
    var section = figure.closest('.programme');
    var title = section ? section.querySelector('h2').firstChild.data.trim() : document.title;
    var serif = getComputedStyle(document.querySelector('h1')).fontFamily;
    var lines = [];
    var measure = document.createElement('canvas').getContext('2d');
    function wrap(text, font, step) {
      var line = '';
      measure.font = font;
      text.split(/\s+/).forEach(function (word) {
        if (line !== '' && measure.measureText(line + ' ' + word).width > width) { lines.push({ text: line, font: font, step: step }); line = ''; }
        line = line === '' ? word : line + ' ' + word;
      });
      lines.push({ text: line, font: font, step: step });
    }
    wrap(title, '600 20px ' + serif, 28);
    if (figure.matches('.money-bar')) wrap(document.querySelector('.answer').innerText.trim(), '400 17px ' + serif, 25);
    return {
      height: lines.reduce(function (sum, line) { return sum + line.step; }, 12),
      draw: function (context) {
        var y = 0;
        context.fillStyle = getComputedStyle(document.body).color;
        lines.forEach(function (line) { y += line.step; context.font = line.font; context.fillText(line.text, 0, y - 8); });
      },
    };
  }
  function pictureOf(figure) {
    var edge = 24;
    var box = figure.getBoundingClientRect();
    var height = figure.querySelector('.tools').getBoundingClientRect().top - box.top;
    var lead = leadOf(figure, box.width);
    var canvas = document.createElement('canvas');
    canvas.width = 2 * (box.width + 2 * edge);
    canvas.height = 2 * (height + lead.height + 2 * edge);
    var context = canvas.getContext('2d');
    context.fillStyle = getComputedStyle(document.body).backgroundColor;
    context.fillRect(0, 0, canvas.width, canvas.height);
    context.scale(2, 2);
    context.translate(edge, edge);
    lead.draw(context);
    context.translate(0, lead.height);
    var pictures = all('svg', figure).filter(function (svg) { return visible(svg) && !svg.closest('.tools'); });
    return Promise.all(pictures.map(function (svg) { return drawSvg(context, svg, box.left, box.top); })).then(function () {
      drawTexts(context, figure, box.left, box.top);
      return new Promise(function (resolve) { canvas.toBlob(resolve, 'image/png'); });
    });
  }
  function sentenceOf(figure) {
    var words = figure.querySelector('figcaption') || document.querySelector('.answer');
    return words.innerText.replace(/\s+/g, ' ').trim();
  }
  function save(blob) {
    var link = document.createElement('a');
    link.href = URL.createObjectURL(blob);
    link.download = 'whichhalf.png';
    link.click();
    setTimeout(function () { URL.revokeObjectURL(link.href); }, 1000);
  }
  function tell(button, words) {
    var before = button.textContent;
    button.textContent = words;
    said.textContent = words;
    setTimeout(function () { button.textContent = before; said.textContent = ''; }, 2500);
  }
  all('[data-copy]').forEach(function (button) {
    button.hidden = false;
    button.addEventListener('click', function () {
      var figure = button.closest('figure');
      var blob = pictureOf(figure);
      var sentence = new Blob([sentenceOf(figure)], { type: 'text/plain' });
      Promise.resolve().then(function () {
        return navigator.clipboard.write([new ClipboardItem({ 'image/png': blob, 'text/plain': sentence })]);
      }).then(function () { tell(button, 'Copied'); }, function () {
        return blob.then(save).then(function () { tell(button, 'Saved as a picture'); }, function () { tell(button, 'This browser cannot copy pictures'); });
      });
    });
  });

  // Paper has no clicks.
  var closed = [];
  addEventListener('beforeprint', function () {
    closed = all('details.how:not([open])');
    closed.forEach(function (details) { details.open = true; });
  });
  addEventListener('afterprint', function () { closed.forEach(function (details) { details.open = false; }); });
})();
`;
