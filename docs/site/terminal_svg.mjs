// What a terminal has shown, as an SVG: one frame, or several that follow one another and begin again.

import xterm from '@xterm/headless';

const CELL = { width: 8.4, height: 18 };
const EDGE = 12;
const BACKGROUND = '#1b1f27';
const FOREGROUND = '#d7dae0';
/** The first sixteen colours of a terminal. */
const COLOURS = (
  '#3f4451 #e05561 #8cc265 #d18f52 #4aa5f0 #c162de #42b3c2 #d7dae0 ' +
  '#6b7280 #ff616e #a5e075 #f0a45d #4dc4ff #de73ff #4cd1e0 #ffffff'
).split(' ');

function hex(r, g, b) {
  return `#${[r, g, b].map((each) => each.toString(16).padStart(2, '0')).join('')}`;
}

function paletteColour(index) {
  if (index < 16) return COLOURS[index];
  if (index >= 232) return hex(...Array(3).fill(8 + (index - 232) * 10));
  const level = (n) => (n === 0 ? 0 : 55 + n * 40);
  const n = index - 16;
  return hex(level(Math.floor(n / 36)), level(Math.floor(n / 6) % 6), level(n % 6));
}

function colourOf(isDefault, isRGB, value, other) {
  if (isDefault) return other;
  if (isRGB) return hex(value >> 16, (value >> 8) & 255, value & 255);
  return paletteColour(value);
}

function styleOf(cell) {
  let fore = colourOf(cell.isFgDefault(), cell.isFgRGB(), cell.getFgColor(), FOREGROUND);
  let back = colourOf(cell.isBgDefault(), cell.isBgRGB(), cell.getBgColor(), BACKGROUND);
  if (cell.isInverse()) [fore, back] = [back, fore];
  return { fore, back, bold: Boolean(cell.isBold()), dim: Boolean(cell.isDim()) };
}

/** Neighbours of one style, as one run. */
function runsOf(line, columns) {
  const runs = [];
  for (let x = 0; x < columns; x++) {
    const cell = line.getCell(x);
    const style = styleOf(cell);
    const key = JSON.stringify(style);
    const text = cell.getChars() || ' ';
    const last = runs[runs.length - 1];
    if (last?.key === key) last.text += text;
    else runs.push({ x, key, style, text });
  }
  return runs;
}

function escaped(text) {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

function drawRun({ x, style, text }) {
  const left = EDGE + x * CELL.width;
  const width = [...text].length * CELL.width;
  const parts = [];
  if (style.back !== BACKGROUND) {
    parts.push(
      `<rect x="${left}" y="0" width="${width}" height="${CELL.height}" fill="${style.back}"/>`,
    );
  }
  if (text.trim()) {
    const kind = `${style.bold ? ' font-weight="bold"' : ''}${style.dim ? ' opacity="0.6"' : ''}`;
    parts.push(
      `<text x="${left}" y="13" textLength="${width}" fill="${style.fore}"${kind}>${escaped(text)}</text>`,
    );
  }
  return parts.join('');
}

/** The drawings of a screen's lines. */
async function draw(text, columns, rows) {
  const terminal = new xterm.Terminal({ cols: columns, rows, allowProposedApi: true });
  await new Promise((resolve) => {
    terminal.write(text.replace(/\n$/, '').replaceAll('\n', '\r\n'), resolve);
  });
  const lines = [];
  for (let y = 0; y < rows; y++) {
    lines.push(runsOf(terminal.buffer.active.getLine(y), columns).map(drawRun).join(''));
  }
  terminal.dispose();
  return lines;
}

/**
 * @param {{text: string, seconds: number}[]} frames a screen as `tmux capture-pane -e -p` gives it, and how long it is shown
 * @param {number} columns
 * @param {number} rows
 * @param {number} still the frame that is shown where nothing moves
 * @returns {Promise<string>}
 */
export async function svgOf(frames, columns, rows, still = 0) {
  const width = Math.ceil(2 * EDGE + columns * CELL.width);
  const height = 2 * EDGE + rows * CELL.height;
  const total = frames.reduce((sum, { seconds }) => sum + seconds, 0);
  const percent = (seconds) => `${((seconds / total) * 100).toFixed(2)}%`;
  const styles = [];
  const groups = [];
  const drawings = new Map(); // of each different line, drawn once, to its name
  let from = 0;
  for (const [i, { text, seconds }] of frames.entries()) {
    const to = from + seconds;
    const before = from === 0 ? '' : '0%{visibility:hidden}';
    styles.push(
      `@keyframes f${i}{${before}${percent(from)}{visibility:visible}${percent(to)}{visibility:hidden}}`,
      `.f${i}{visibility:${i === still ? 'visible' : 'hidden'};animation:f${i} ${total.toFixed(1)}s step-end infinite}`,
    );
    from = to;
    const uses = [];
    for (const [y, drawing] of (await draw(text, columns, rows)).entries()) {
      if (!drawing) continue;
      if (!drawings.has(drawing)) drawings.set(drawing, `r${drawings.size}`);
      uses.push(`<use href="#${drawings.get(drawing)}" y="${EDGE + y * CELL.height}"/>`);
    }
    groups.push(`<g class="f${i}">${uses.join('')}</g>`);
  }
  const definitions = [...drawings].map(([drawing, name]) => `<g id="${name}">${drawing}</g>`);
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" font-family="ui-monospace, Menlo, Consolas, monospace" font-size="13.5">
<style>text{white-space:pre}${frames.length > 1 ? styles.join('\n') : ''}</style>
<rect width="${width}" height="${height}" rx="8" fill="${BACKGROUND}"/>
<defs>
${definitions.join('\n')}
</defs>
${groups.join('\n')}
</svg>
`;
}
