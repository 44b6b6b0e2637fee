/** The two halves of a message: what is wrong, and what to do. Together they are the whole message. */
export interface Advice {
  readonly what: string;
  /** "" where the message says only what is wrong. */
  readonly fix: string;
}

/** Messages say what is wrong first, then what to do: the second half begins with the first sentence that tells somebody to. */
export function adviceOf(message: string): Advice {
  const sentences = message.split(SENTENCE_END);
  const first = sentences.findIndex((sentence, index) => index > 0 && DEMAND.test(sentence));
  if (first === -1) return { what: message, fix: '' };
  return { what: sentences.slice(0, first).join(' '), fix: sentences.slice(first).join(' ') };
}

// A sentence begins with a capital letter, and quotation marks may end the one before. “e.g. Stripe” ends nothing.
const SENTENCE_END = /(?<=[.!?][”"’')]{0,2})(?<!\b(?:e\.g|i\.e|vs|No)\.) (?=[A-Z“"])/;

/** Verbs by which our messages begin what to do. */
const VERBS =
  'add|allow|answer|ask|avoid|begin|build|call|change|check|choose|compare|compress|copy|create|declare|delete|do|don’t|drop|end|fill|find|fix|generate|get|give|ignore|join|keep|leave|let|list|log|look|make|mark|merge|move|name|never|pass|point|publish|put|quote|read|refuse|remove|rename|renew|repeat|replace|return|revoke|rotate|run|say|send|serve|set|sign|split|start|state|stop|switch|take|tell|turn|use|wait|write';
/** “Add it …”, “Then add it …”, “If it can grow, add it …”. */
const DEMAND = new RegExp(
  `^(?:(?:${VERBS})(?=[ ,:])|(?:first|then|instead|better|also),? (?:${VERBS})(?=[ ,:])|(?:before|if|once|to|where) [^.,:]{1,80}, (?:${VERBS}) )`,
  'i',
);
