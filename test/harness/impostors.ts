import { type Answer, html, json } from './http-server.ts';

const page =
  (status: number, body: string, headers: Record<string, string> = {}): Answer =>
  (response) => {
    response.writeHead(status, {
      'Content-Type': 'text/html',
      'Access-Control-Allow-Origin': '*',
      ...headers,
    });
    response.end(body);
  };

const open =
  (answer: Answer): Answer =>
  (response, request) => {
    response.setHeader('Access-Control-Allow-Origin', '*');
    response.setHeader('Access-Control-Allow-Methods', '*');
    response.setHeader('Access-Control-Allow-Headers', '*');
    if (request.method === 'OPTIONS') response.writeHead(204).end();
    else answer(response, request);
  };

/** Programs that may answer at a server's address in its place. Each allows every origin and accepts each request. */
const impostors = {
  'a page for everything': html,
  'a bare 404': (response) => response.writeHead(404).end(),
  'a page of 404': page(404, '<pre>Cannot GET /api/system/version</pre>'),
  'a 404 in JSON': json({ error: 'Not found' }, 404),
  'an empty object': json({}),
  'an empty answer': (response) => response.writeHead(200).end(),
  'nothing, with 204': (response) => response.writeHead(204).end(),
  'success without data': json({ success: true }),
  'success without success': json({ success: false }),
  'empty lists': json({ success: true, data: { messages: [], agents: [] } }),
  'a version of its own': json({ version: '3' }),
  'a version like ElizaOS’s': json({ version: '1.7.2', name: 'another program' }),
  'a fault in a page': page(500, '<h1>Internal Server Error</h1>'),
  'a refusal in a page': page(400, '<h1>Bad Request</h1>'),
  'a proxy without its server (502)': page(502, '<h1>Bad Gateway</h1>'),
  'a proxy without its server (503)': page(503, '<h1>Service Unavailable</h1>'),
  'a redirect to a login': (response, { path }) => {
    if (path === '/login')
      page(200, '<form>Sign in</form>')(response, { method: '', path, headers: {}, body: '' });
    else response.writeHead(302, { Location: '/login' }).end();
  },
  'a redirect to a login elsewhere': (response) =>
    response.writeHead(307, { Location: 'http://127.0.0.1:1/login' }).end(),
  'a sign-in that is required (511)': page(511, '<form>Sign in</form>'),
  'a key that is wanted (401)': page(401, 'Unauthorized'),
  'nobody let in (403)': page(403, 'Forbidden'),
  'a limit (429)': json({ error: 'Too many requests' }, 429),
} satisfies Record<string, Answer>;

export type Impostor = keyof typeof impostors;

export const IMPOSTORS = Object.entries(impostors).map(([name, answer]) => ({
  name: name as Impostor,
  answer: open(answer),
}));
