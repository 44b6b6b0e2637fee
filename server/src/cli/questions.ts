import { createInterface } from 'node:readline';

/** Asks a person, a line at a time. */
export interface Questions {
  /** What was typed, without blanks round it; undefined where nobody answers any more. */
  ask(question: string): Promise<string | undefined>;
  close(): void;
}

/** On a terminal. Lines that are typed ahead of their question count. */
export function openQuestions(input: NodeJS.ReadableStream, output: NodeJS.WritableStream): Questions {
  const lines: string[] = [];
  let waiting: ((line: string | undefined) => void) | undefined;
  let isOver = false;
  const reader = createInterface({ input, output });
  const answer = (line: string | undefined): void => {
    const resolve = waiting;
    waiting = undefined;
    resolve?.(line);
  };
  reader.on('line', (line) => {
    if (waiting) answer(line.trim());
    else lines.push(line.trim());
  });
  // Ctrl-C and Ctrl-D: no answer is not a yes.
  reader.on('SIGINT', () => reader.close());
  reader.on('close', () => {
    isOver = true;
    answer(undefined);
  });
  return {
    ask(question) {
      reader.setPrompt(question);
      if (lines.length > 0) {
        output.write(`${question}\n`);
        return Promise.resolve(lines.shift());
      }
      if (isOver) return Promise.resolve(undefined);
      reader.prompt();
      return new Promise((resolve) => (waiting = resolve));
    },
    close: () => reader.close(),
  };
}
