import type { Language } from './language.ts';

/** A function of a file's path and language. A file is asked about several times before the next one is: the last answer is kept. */
export function keepLast<Answer>(
  work: (path: string, language: Language) => Answer,
): (path: string, language: Language) => Answer {
  let last: { readonly path: string; readonly language: Language; readonly answer: Answer } | undefined;
  return (path, language) => {
    if (last?.path !== path || last.language !== language)
      last = { path, language, answer: work(path, language) };
    return last.answer;
  };
}
