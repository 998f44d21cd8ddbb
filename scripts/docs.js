'use strict';

// Makes the website of the documents: `npm run docs` builds it into docs/site/dist, `npm run docs -- --serve` shows it while
// they are written. It has the documents that docs/README.md lists, in the same order. The pages are the documents, except that links
// to files that are not on the website become text.

const { spawnSync } = require('node:child_process');
const fs = require('node:fs');
const path = require('node:path');

const ROOT = path.join(__dirname, '..');
const SITE = path.join(ROOT, 'docs', 'site');
const PAGES = path.join(SITE, 'pages');
const INDEX = path.join(ROOT, 'docs', 'README.md');
const LINK = /(!?)\[([^\]]*)\]\(([^)\s]+)\)/g;

/** @returns {{text: string, items: {text: string, file: string}[]}[]} the sections of the index */
function sections() {
  const text = fs.readFileSync(INDEX, 'utf8');
  return text
    .split(/^## /m)
    .slice(1)
    .map((section) => ({
      text: section.slice(0, section.indexOf('\n')),
      items: [...section.matchAll(LINK)].map(([, , title, target]) => ({
        text: title,
        file: path.relative(ROOT, path.join(ROOT, 'docs', target)),
      })),
    }));
}

/** The path of a document's page on the site. */
function pageOf(file) {
  return file === 'README.md' ? 'index.md' : file;
}

/** The text of a document, with links that work on the site. */
function pageText(file, pages) {
  const folder = path.dirname(file);
  const text = fs.readFileSync(path.join(ROOT, file), 'utf8');
  return text.replace(LINK, (whole, image, title, target) => {
    if (/^(#|[a-z]+:)/.test(target)) return whole;
    const [name, anchor] = target.split('#');
    const linked = path.normalize(path.join(folder, name));
    if (pages.has(linked)) {
      const to = path.relative(folder, pageOf(linked));
      return `${image}[${title}](./${to}${anchor ? `#${anchor}` : ''})`;
    }
    if (!image) return title === linked ? `\`${title}\`` : `${title} (\`${linked}\`)`;
    fs.mkdirSync(path.dirname(path.join(PAGES, linked)), { recursive: true });
    fs.copyFileSync(path.join(ROOT, linked), path.join(PAGES, linked));
    return `![${title}](./${path.relative(folder, linked)})`;
  });
}

function writePages() {
  fs.rmSync(PAGES, { recursive: true, force: true });
  const menu = sections();
  const pages = new Set(menu.flatMap(({ items }) => items.map(({ file }) => file)));
  for (const file of pages) {
    const page = path.join(PAGES, pageOf(file));
    fs.mkdirSync(path.dirname(page), { recursive: true });
    fs.writeFileSync(page, pageText(file, pages));
  }
  const sidebar = menu.map(({ text, items }) => ({
    text,
    items: items.map((item) => ({
      text: item.text,
      link: `/${pageOf(item.file).replace(/(index)?\.md$/, '')}`,
    })),
  }));
  fs.writeFileSync(path.join(PAGES, 'sidebar.json'), JSON.stringify(sidebar, null, 2));
}

function run(command, args) {
  const { status } = spawnSync(command, args, { cwd: SITE, stdio: 'inherit' });
  if (status !== 0) process.exit(status ?? 1);
}

if (!fs.existsSync(path.join(SITE, 'node_modules'))) {
  run('npm', ['ci', '--no-audit', '--no-fund', '--ignore-scripts']);
}
writePages();
run('npx', ['vitepress', process.argv.includes('--serve') ? 'dev' : 'build']);
