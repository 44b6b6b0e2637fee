import { defineCheck } from '../../check.ts';
import type { Impact } from '../../finding.ts';
import { placeholderIn } from '../../live/redirects/placeholders.ts';
import { readHomePage } from '../../live/observatory/homePage.ts';

export default defineCheck({
  id: 'exposure/placeholder-page',
  impact: 'low',
  stage: 'audit',
  title: 'Text of a template that was left over',
  why: 'It is the first thing that visitors and search engines see of the product.',
  *check(observed) {
    const home = readHomePage(observed);
    const page = observed.http?.page;
    if (!home || !page) return;
    // That it is no page of the product at all weighs more.
    if (observed.areas.includes('redirects') && placeholderIn(home.answer)) return;
    const title = page.title.trim();
    const seen =
      LEFT_OVER.find(({ titles }) => titles?.test(title)) ??
      LEFT_OVER.find(({ text }) => text?.test(home.answer.body));
    if (!seen) return;
    yield {
      host: home.host,
      problem: `${home.host} shows ${seen.says}.`,
      impact: seen.impact,
      evidence: title === '' ? [] : [`Title: ${title}`],
      mend: { how: seen.how },
    };
  },
});

const LEFT_OVER: readonly {
  readonly titles?: RegExp;
  readonly text?: RegExp;
  readonly impact: Impact;
  readonly says: string;
  readonly how: string;
}[] = [
  {
    titles:
      /^(?:Create Next App|React App|Vite \+ [\w ]+|Vite App|My Gatsby Site|Welcome to your Strapi app|Nuxt(?: App)?|Svelte app|SvelteKit app|Angular Starter|Laravel|The install worked successfully! Congratulations!|Ruby on Rails \d.*|Welcome to Remix|New Remix App|Astro Basics|Vue App|Solid App)$/i,
    impact: 'low',
    says: 'the title of the template that it was made from',
    how: 'Give the page a title of its own: it stands in tabs, bookmarks and search results.',
  },
  {
    text: /\blorem ipsum dolor sit amet\b/i,
    impact: 'low',
    says: '“lorem ipsum”, the text that stands in for the real one',
    how: 'Write the text, or take the place for it out.',
  },
];
