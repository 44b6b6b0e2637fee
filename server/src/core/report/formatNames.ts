/** How the findings of a check can be reported. The names alone: whoever parses arguments needs none of the writers. */
export const REPORT_FORMATS = [
  'text',
  'json',
  'sarif',
  'github',
  'gitlab',
  'junit',
  'checkstyle',
  'markdown',
] as const;

export type ReportFormat = (typeof REPORT_FORMATS)[number];
