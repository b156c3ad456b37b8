import express, { type Express } from 'express';
import { allowedMethods } from './allowed-methods';
import type { EdgeRequest } from './principal';

/** What the real router of an application says about a path. */
function allowedIn(app: Express, path: string): string[] {
  return allowedMethods({ app, path } as unknown as EdgeRequest);
}

describe('The methods of a path', () => {
  const app = express();
  const answer: express.RequestHandler = (_request, response) => void response.end();
  app.use(answer);
  app.post('/messages', answer);
  app.get('/messages', answer);
  app.get('/messages/:id', answer);
  app.put('/messages/latest', answer);
  app.delete('/files/*path', answer);
  app.use('/mounted', answer);

  it.each([
    ['/messages', ['GET', 'POST']],
    ['/messages/', ['GET', 'POST']],
    ['/MESSAGES', ['GET', 'POST']],
    ['/messages/1', ['GET']],
    ['/messages/latest', ['GET', 'PUT']],
    ['/files/a/b', ['DELETE']],
    ['/messages/1/2', []],
    ['/mounted', []],
    ['/nothing', []],
    ['/', []],
  ])('of %s are those of every route that it fits', (path, expected) => {
    expect(allowedIn(app, path)).toEqual(expected);
  });

  it('are none where the path cannot be decoded', () => {
    expect(allowedIn(app, '/messages/%E0%A4%A')).toEqual([]);
    expect(allowedIn(app, '/messages/%')).toEqual([]);
  });
});
