import fc from 'fast-check';
import { networkOf } from './network.js';

describe('the network of a client', () => {
  it.each([
    ['203.0.113.7', '203.0.113.7'],
    ['::ffff:203.0.113.7', '203.0.113.7'],
    ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
    ['2001:0DB8:0001:0002::1', '2001:db8:1:2::/64'],
    ['2001:db8::1', '2001:db8:0:0::/64'],
    ['64:ff9b::192.0.2.1', '64:ff9b:0:0::/64'],
    ['::1', '0:0:0:0::/64'],
    ['fe80::1%eth0', 'fe80:0:0:0::/64'],
  ])('of %s is %s', (address, network) => {
    expect(networkOf(address)).toBe(network);
  });

  it('is one for all addresses of an IPv6 subnet, and another for the next subnet', () => {
    const group = fc.nat(0xffff);
    const groups = (length: number) => fc.array(group, { minLength: length, maxLength: length });
    const written = (parts: readonly number[]) => parts.map((part) => part.toString(16)).join(':');
    fc.assert(
      fc.property(groups(4), groups(4), groups(4), (subnet, one, other) => {
        const network = networkOf(written([...subnet, ...one]));
        expect(networkOf(written([...subnet, ...other]))).toBe(network);
        const next = subnet.map((part, at) => (at === 3 ? part ^ 1 : part));
        expect(networkOf(written([...next, ...one]))).not.toBe(network);
      }),
    );
  });
});
