// The website of the documents. scripts/docs.js writes the pages and the sidebar.

import fs from 'node:fs';
import { defineConfig } from 'vitepress';

/** The anchors that links in the documents use: those of the usual viewers of Markdown. */
function slugify(heading) {
  const kept = heading
    .trim()
    .toLowerCase()
    .replace(/[^\p{L}\p{N} _-]/gu, '');
  return kept.replaceAll(' ', '-');
}

const pages = new URL('../pages/', import.meta.url);

export default defineConfig({
  title: 'gocluster',
  description: 'Runs a Node server on all cores and reloads it without losing a request',
  srcDir: 'pages',
  outDir: 'dist',
  cleanUrls: false, // any web server has it, and none needs a rule for it
  markdown: { anchor: { slugify }, languageAlias: { mjs: 'js', haproxy: 'ini' } },
  themeConfig: {
    sidebar: JSON.parse(fs.readFileSync(new URL('sidebar.json', pages), 'utf8')),
    outline: { level: [2, 3] },
    search: { provider: 'local' },
  },
});
