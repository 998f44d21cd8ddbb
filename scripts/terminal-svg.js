'use strict';

// Draws a terminal's screen, which `tmux capture-pane -e -p` prints with its colours, as SVG. Used by top-picture.js.

const [CELL_WIDTH, CELL_HEIGHT, MARGIN] = [8.4, 18, 14];
const FONT = "14px ui-monospace, SFMono-Regular, Menlo, Consolas, 'DejaVu Sans Mono', monospace";
const [BACKGROUND, FOREGROUND] = ['#1b1f24', '#d0d7de'];
/** The colours of the SGR codes 30 to 37. */
const COLOURS = [
  '#6e7681',
  '#ff7b72',
  '#56d364',
  '#e3b341',
  '#79c0ff',
  '#d2a8ff',
  '#56d4dd',
  '#d0d7de',
];
// eslint-disable-next-line no-control-regex -- that is what is looked for
const SGR = /\x1b\[([\d;]*)m/g;

const PLAIN = { colour: null, bold: false, dim: false, inverse: false };

function apply(style, codes) {
  let next = style;
  for (const code of codes.split(';').map(Number)) {
    if (code === 0) next = PLAIN;
    else if (code === 1) next = { ...next, bold: true };
    else if (code === 2) next = { ...next, dim: true };
    else if (code === 22) next = { ...next, bold: false, dim: false };
    else if (code === 7) next = { ...next, inverse: true };
    else if (code === 27) next = { ...next, inverse: false };
    else if (code === 39) next = { ...next, colour: null };
    else if (code >= 30 && code <= 37) next = { ...next, colour: COLOURS[code - 30] };
  }
  return next;
}

/** Splits a line into pieces with one style each: {text, style, column}. */
function piecesOf(line, style) {
  const pieces = [];
  let column = 0;
  let at = 0;
  const add = (end) => {
    const text = line.slice(at, end);
    if (text) pieces.push({ text, style, column });
    column += [...text].length;
  };
  for (const found of line.matchAll(SGR)) {
    add(found.index);
    style = apply(style, found[1]);
    at = found.index + found[0].length;
  }
  add(line.length);
  return { pieces, style };
}

/** Escapes a text for SVG. Spaces become non-breaking, because a sequence of spaces would be collapsed into one. */
const escape = (text) =>
  text
    .replace(/ /g, '\u00a0')
    .replace(/[&<>]/g, (each) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;' })[each]);

function draw({ text, style, column }, row) {
  const [x, y] = [MARGIN + column * CELL_WIDTH, MARGIN + row * CELL_HEIGHT];
  const width = [...text].length * CELL_WIDTH;
  const colour = style.colour ?? FOREGROUND;
  const behind = style.inverse
    ? `<rect x="${x.toFixed(1)}" y="${y}" width="${width.toFixed(1)}" height="${CELL_HEIGHT}" fill="${colour}"/>`
    : '';
  const attributes = [
    `x="${x.toFixed(1)}" y="${y + CELL_HEIGHT - 5}"`,
    `textLength="${width.toFixed(1)}" lengthAdjust="spacingAndGlyphs"`,
    `fill="${style.inverse ? BACKGROUND : colour}"`,
    ...(style.bold ? ['font-weight="bold"'] : []),
    ...(style.dim ? ['opacity="0.6"'] : []),
  ];
  return `${behind}<text ${attributes.join(' ')}>${escape(text)}</text>`;
}

/**
 * @param {string} screen with escape sequences
 * @param {number} columns
 * @param {string} title for readers who cannot see the picture
 * @returns {string} SVG
 */
function terminalSvg(screen, columns, title) {
  const lines = screen.trimEnd().split('\n');
  let style = PLAIN;
  const drawn = lines.flatMap((line, row) => {
    const found = piecesOf(line, style);
    style = found.style;
    const visible = found.pieces.filter((piece) => piece.text.trim() || piece.style.inverse);
    return visible.map((piece) => draw(piece, row));
  });
  const [width, height] = [
    columns * CELL_WIDTH + 2 * MARGIN,
    lines.length * CELL_HEIGHT + 2 * MARGIN,
  ];
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width.toFixed(0)} ${height}" role="img" style="font: ${FONT}">
<title>${escape(title)}</title>
<rect width="100%" height="100%" rx="8" fill="${BACKGROUND}"/>
${drawn.join('\n')}
</svg>
`;
}

module.exports = { terminalSvg };
