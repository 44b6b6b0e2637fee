import { strict as assert } from 'node:assert';
import { findingsIn } from '../support/analyzeText.ts';
import { fakeToken } from '../support/fakeTokens.ts';

const KEY = fakeToken('google-api-key');

describe('Google API keys', () => {
  const cases: readonly (readonly [impact: string, path: string, text: string])[] = [
    ['silent', 'src/firebase.ts', `const app = initializeApp({ apiKey: "${KEY}" });`],
    ['silent', 'src/app.ts', `const c = { apiKey: "${KEY}", authDomain: "tidepool.firebaseapp.com" };`],
    [
      'silent',
      'src/app.ts',
      `const c = {\n  apiKey: '${KEY}',\n  projectId: 'a',\n  messagingSenderId: '1',\n};`,
    ],
    ['silent', '.env', `NEXT_PUBLIC_FIREBASE_API_KEY=${KEY}`],
    ['silent', 'android/app/google-services.json', `{"api_key":[{"current_key":"${KEY}"}]}`],
    ['silent', 'ios/GoogleService-Info.plist', `<key>API_KEY</key>\n<string>${KEY}</string>`],
    ['low', 'index.html', `<script src="https://maps.googleapis.com/maps/api/js?key=${KEY}"></script>`],
    ['low', '.env', `GOOGLE_MAPS_API_KEY=${KEY}`],
    ['low', '.env', `VITE_GOOGLE_KEY=${KEY}`],
    ['high', 'src/video.ts', `const youtube = '${KEY}';`],
    ['blocker', '.env', `GEMINI_API_KEY=${KEY}`],
    ['blocker', '.env', `NEXT_PUBLIC_GEMINI_API_KEY=${KEY}`],
    ['blocker', 'src/ai.ts', `const model = new GoogleGenAI({ apiKey: '${KEY}' });`],
  ];
  for (const [impact, path, text] of cases) {
    it(`are ${impact} in ${path}: ${text.replace(KEY, 'KEY').replaceAll('\n', ' ')}`, () => {
      assert.equal(findingsIn(path, `${text}\n`)[0]?.impact ?? 'silent', impact);
    });
  }
});
