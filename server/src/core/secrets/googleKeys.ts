import type { TextRange } from '../finding.ts';

/**
 * What a Google API key is for, as far as its surroundings say. `firebase`: part of the web or mobile configuration
 * that every visitor downloads; `browser`: Maps and the like, public as well, but worth restricting; `gemini`: a secret
 * beyond doubt. Sources: firebase.google.com/docs/projects/api-keys, developers.google.com/maps/api-security-best-practices
 */
export type GoogleKeyUse = 'firebase' | 'browser' | 'gemini' | 'unknown';

export function googleKeyUse(text: string, { start, end }: TextRange, path: string): GoogleKeyUse {
  const before = text.slice(Math.max(0, start - WINDOW), start);
  const after = text.slice(end, end + WINDOW);
  const name = /[^\r\n]*$/.exec(before.slice(-LINE))?.[0] ?? '';
  const line = name + (/^[^\r\n]*/.exec(after.slice(0, LINE))?.[0] ?? '');
  if (GEMINI.test(line)) return 'gemini';
  if (FIREBASE_FILE.test(path) || /firebase/i.test(name)) return 'firebase';
  if (CONFIG_KEY.test(name) && FIREBASE_CONFIG.test(before + after)) return 'firebase';
  if (BROWSER.test(line) || PUBLIC_NAME.test(name)) return 'browser';
  return 'unknown';
}

/** Code units around a key that are looked at, and on its own line. */
const WINDOW = 500;
const LINE = 160;

const GEMINI = /gemini|generativelanguage|gen_?ai|vertex/i;
const FIREBASE_FILE =
  /(?:^|\/)(?:google-services[^/]*\.json|GoogleService-Info[^/]*\.plist|firebase[^/]*\.(?:dart|json|[cm]?[jt]sx?))$/;
const CONFIG_KEY = /(?<![A-Za-z0-9_])(?:apiKey|api_key|current_key|API_KEY)\\{0,3}["']?\s*[:=]/;
const FIREBASE_CONFIG =
  /authDomain|messagingSenderId|storageBucket|firebaseapp\.com|mobilesdk_app_id|measurementId|FirebaseOptions/;
const BROWSER = /maps?(?:[^a-z]|api|key|token)|places|geocod|recaptcha|com\.google\.android\.geo/i;
const PUBLIC_NAME = /(?:NEXT_PUBLIC|VITE|REACT_APP|EXPO_PUBLIC|NUXT_PUBLIC|GATSBY|PUBLIC)_\w*["']?\s*[:=]/;
