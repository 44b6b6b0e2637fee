import { strict as assert } from 'node:assert';
import type { Finding } from '../../../server/src/core/finding.ts';
import { jsonReport } from '../../../server/src/core/report/json.ts';
import { shownOf } from '../../../server/src/core/report/shown.ts';
import { summaryLine, textReport } from '../../../server/src/core/report/text.ts';
