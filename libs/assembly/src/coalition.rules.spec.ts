import { isUuid, type AccountId } from '#kernel';
import { foundingBy, logOrigin } from './coalition.rules.js';

const account = '01a00000-0000-7000-8000-000000000001' as AccountId;
const other = '01a00000-0000-7000-8000-000000000002' as AccountId;
const [key, otherKey] = ['6f1f8f0a-0000-4000-8000-000000000001', '6f1f8f0a-0000-4000-8000-000000000002'];

describe('what a founding makes', () => {
  it('is the same for the same account and key, and nothing else', () => {
    expect(foundingBy(account, key)).toEqual(foundingBy(account, key));
    const all = [foundingBy(account, key), foundingBy(account, otherKey), foundingBy(other, key)];
    const ids = all.flatMap(({ coalitionId, founderId }) => [coalitionId, founderId]);
    expect(new Set(ids).size).toBe(6);
    expect(ids.every(isUuid)).toBe(true);
  });
});

describe('the origin of a log', () => {
  it('is the host, its port and the slug, without a scheme', () => {
    expect(logOrigin('https://quorate.example', 'x-1')).toBe('quorate.example/log/x-1');
    expect(logOrigin('http://localhost:4000', 'x-1')).toBe('localhost:4000/log/x-1');
  });
});
