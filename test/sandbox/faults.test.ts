import { Courier } from '../../sandbox/courier.js';
import { Faults } from '../../sandbox/faults.js';
import { HttpService } from '../../sandbox/http-service.js';
import { seededRandom } from '../../sandbox/random.js';

describe('a stand-in that misbehaves', () => {
  let service: HttpService;
  let made = 0;

  beforeEach(async () => {
    made = 0;
    service = new HttpService('test', seededRandom(1), () => ({ status: 404, body: {} }));
    service.on('POST', '/things/{id}', () => ({ status: 201, body: { made: (made += 1) } }));
    await service.listen();
  });
  afterEach(() => service.close());

  const post = (path = '/things/1') =>
    fetch(`${service.url}${path}`, { method: 'POST', body: '{}', signal: AbortSignal.timeout(400) }).then(
      ({ status }) => status,
      (error: Error) => (error.name === 'TimeoutError' ? 'no answer' : 'cut'),
    );

  it('fails as often as told, and only where told', async () => {
    service.on('POST', '/others', () => ({ status: 200, body: {} }));
    service.faults.next({ kind: 'status', status: 503 }, { times: 2, where: 'POST /things/{id}' });
    expect([await post('/others'), await post(), await post(), await post()]).toEqual([200, 503, 503, 201]);
    expect(made).toBe(1);
  });

  it('cuts the connection before or after the deed, or never answers', async () => {
    service.faults.next({ kind: 'cut' });
    expect([await post(), made]).toEqual(['cut', 0]);
    service.faults.next({ kind: 'lost-answer' });
    expect([await post(), made]).toEqual(['cut', 1]);
    service.faults.next({ kind: 'silence' });
    expect([await post(), made]).toEqual(['no answer', 1]);
  });

  it('answers rubbish', async () => {
    service.faults.next({ kind: 'rubbish' });
    const answer = await fetch(`${service.url}/things/1`, { method: 'POST' });
    await expect(answer.json()).rejects.toThrow();
  });

  it('is down until it is brought back', async () => {
    service.faults.takeDown();
    expect([await post(), await post()]).toEqual(['cut', 'cut']);
    service.faults.bringBack();
    expect(await post()).toBe(201);
  });

  it('counts calls by route, those that failed too', async () => {
    service.faults.next({ kind: 'status', status: 500 });
    await post('/things/1');
    await post('/things/2');
    expect(service.callsByRoute()).toEqual({ 'POST /things/{id}': 2 });
  });

  it('repeats the same faults for the same seed', () => {
    const met = (seed: number) => {
      const faults = new Faults(seededRandom(seed));
      faults.sometimes({ kind: 'cut' }, 0.5);
      return Array.from({ length: 40 }, () =>
        faults.meet({ method: 'GET', path: '/', route: 'GET /', raw: Buffer.of() }) ? 'x' : '.',
      ).join('');
    };
    expect(met(7)).toBe(met(7));
    expect(met(7)).not.toBe(met(8));
    expect(met(7)).toMatch(/x.*\./);
  });
});

describe('a courier', () => {
  const send = async (courier: Courier, count: number) => {
    const arrived: number[] = [];
    for (let number = 0; number < count; number += 1) {
      courier.send({ name: String(number), attempt: () => Promise.resolve(arrived.push(number) > 0) });
    }
    while (courier.underWay > 0) await new Promise((resolve) => setTimeout(resolve, 5));
    return arrived;
  };
  const ordered = Array.from({ length: 30 }, (_, number) => number);

  it('brings everything once and in order, undisturbed', async () => {
    expect(await send(new Courier('until-accepted', seededRandom(1)), 30)).toEqual(ordered);
  });

  it('loses, repeats and shuffles, the same for the same seed', async () => {
    const disturbed = async (disturbance: object) => {
      const courier = new Courier('once', seededRandom(3));
      courier.disturb(disturbance);
      return { arrived: await send(courier, 30), dropped: courier.dropped };
    };
    const { arrived, dropped } = await disturbed({ drop: 0.3 });
    expect(dropped.length).toBeGreaterThan(0);
    expect(arrived).toEqual(ordered.filter((number) => !dropped.includes(String(number))));
    const repeated = (await disturbed({ repeat: 0.5 })).arrived;
    expect(new Set(repeated)).toEqual(new Set(ordered));
    expect(repeated.length).toBeGreaterThan(30);
    const shuffled = (await disturbed({ shuffleMs: 60 })).arrived;
    expect(shuffled).not.toEqual(ordered);
    expect([...shuffled].sort((a, b) => a - b)).toEqual(ordered);
    expect((await disturbed({ drop: 0.3 })).dropped).toEqual(dropped);
  });

  it('keeps messages until they are taken, and tries webhooks once', async () => {
    const attempts = async (manner: 'once' | 'until-accepted') => {
      let tries = 0;
      const courier = new Courier(manner, seededRandom(1));
      courier.send({ name: 'x', attempt: () => Promise.resolve((tries += 1) === 3) });
      while (courier.underWay > 0) await new Promise((resolve) => setTimeout(resolve, 5));
      return tries;
    };
    expect([await attempts('once'), await attempts('until-accepted')]).toEqual([1, 3]);
  });

  it('holds back and releases, in another order if so wanted', async () => {
    const courier = new Courier('until-accepted', seededRandom(1));
    courier.hold();
    const sent = send(courier, 3);
    const arrived = await sent;
    expect(arrived).toEqual([]);
    courier.release((parcels) => parcels.reverse());
    while (courier.underWay > 0) await new Promise((resolve) => setTimeout(resolve, 5));
    expect(arrived).toEqual([2, 1, 0]);
  });
});
