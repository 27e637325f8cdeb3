import { isRefusal } from '#kernel';
import { formatCheckpoint } from './checkpoint.js';
import { EMPTY_ROOT } from './merkle.js';
import { formatVerifierKey } from './note-key.js';
import { cosign, signNote, type NoteSigner } from './note.js';
import { formatSignatureLine } from './note-text.js';
import { formatPolicy, policyKeys, weighQuorum, type Policy } from './policy.js';
import { openByPolicy } from './policy-checkpoint.js';
import { parsePolicy } from './policy-text.js';
import { signerOf, witnessOf } from './spec-support/signers.js';

const log = signerOf('quorate.example/log/river', 1);
const [x1, x2, x3, y1, y2, y3] = ['x1', 'x2', 'x3', 'y1', 'y2', 'y3'].map((name, place) =>
  witnessOf(name, 10 + place),
) as [NoteSigner, NoteSigner, NoteSigner, NoteSigner, NoteSigner, NoteSigner];
const key = (signer: NoteSigner) => formatVerifierKey(signer.key);

/** The example of the format's text, with keys put in. */
const EXAMPLE = `log ${key(log)}

witness X1 ${key(x1)}
witness X2 ${key(x2)}
witness X3 ${key(x3)}
group X-witnesses 2 X1 X2 X3

witness Y1 ${key(y1)}
witness Y2 ${key(y2)}
witness Y3 ${key(y3)}
group Y-witnesses any Y1 Y2 Y3

group X-and-Y all X-witnesses Y-witnesses
quorum X-and-Y
`;

function policyOf(text: string): Policy {
  const policy = parsePolicy(text);
  if (isRefusal(policy)) throw new Error(policy.because);
  return policy;
}

describe('a policy', () => {
  it('is read as the example of the text says', () => {
    const policy = policyOf(EXAMPLE);
    expect(policy.logs).toEqual([{ key: log.key, url: null }]);
    expect(policy.witnesses.map(({ name }) => name)).toEqual(['X1', 'X2', 'X3', 'Y1', 'Y2', 'Y3']);
    expect(policy.groups).toEqual([
      { name: 'X-witnesses', threshold: 2, members: ['X1', 'X2', 'X3'] },
      { name: 'Y-witnesses', threshold: 1, members: ['Y1', 'Y2', 'Y3'] },
      { name: 'X-and-Y', threshold: 2, members: ['X-witnesses', 'Y-witnesses'] },
    ]);
    expect(policy.quorum).toBe('X-and-Y');
    expect(policyKeys(policy)).toHaveLength(7);
  });

  it('is read back as it was written', () => {
    const policy = policyOf(EXAMPLE);
    expect(parsePolicy(formatPolicy(policy))).toEqual(policy);
  });

  it('keeps the URLs, and shows comments above the logs', () => {
    const url = 'https://quorate.example/log/river';
    const text = formatPolicy({
      logs: [{ key: log.key, url, comment: 'in use since 2026-01-01' }],
      witnesses: [{ name: 'w', key: x1.key, url: 'https://w.example/' }],
      groups: [],
      quorum: 'w',
    });
    expect(text).toBe(
      `# in use since 2026-01-01\nlog ${key(log)} ${url}\nwitness w ${key(x1)} https://w.example/\nquorum w\n`,
    );
    expect(policyOf(text).logs[0]).toEqual({ key: log.key, url });
  });

  it('may have tabs, indented lines, comments, names of any script and no newline at its end', () => {
    const text = ` # a comment\n\t log\t${key(log)} \n\n  witness  W\u00fcrde ${key(x1)}\t\n#\nquorum W\u00fcrde`;
    expect(policyOf(text).quorum).toBe('W\u00fcrde');
    expect(parsePolicy(Buffer.from(text))).toEqual(policyOf(text));
  });

  const W = `witness w ${key(x1)}\n`;
  it.each<[string, string, number]>([
    ['no quorum', W, 2],
    ['nothing', '', 1],
    ['two quorums', 'quorum none\nquorum none\n', 2],
    ['a quorum that is not defined', 'quorum w\n', 1],
    ['a quorum that is defined later', `quorum w\n${W}`, 1],
    ['a quorum of two names', `${W}quorum w w\n`, 2],
    ['a quorum without a name', 'quorum\n', 1],
    ['an unknown word', 'Quorum none\n', 1],
    ['a comment behind a line', 'quorum none # all\n', 1],
    ['a log without a key', 'log\nquorum none\n', 1],
    ['a log with too much', `log ${key(log)} url more\nquorum none\n`, 1],
    ['a log with a witness key', `log ${key(x1)}\nquorum none\n`, 1],
    ['a witness with a log key', `witness w ${key(log)}\nquorum none\n`, 1],
    ['a witness without a name', `witness ${key(x1)}\nquorum none\n`, 1],
    ['a key that is not its own', `witness w ${key(x1).replace('x1+', 'x9+')}\nquorum none\n`, 1],
    [
      'the same log key under another name',
      `log ${key(log)}\nlog ${key(signerOf('b', 1))}\nquorum none\n`,
      2,
    ],
    ['the same witness key under another name', `${W}witness v ${key(witnessOf('b', 10))}\nquorum w\n`, 2],
    ['a name defined twice', `${W}witness w ${key(x2)}\nquorum w\n`, 2],
    ['a group named like a witness', `${W}group w 1 w\nquorum w\n`, 2],
    ['a witness named none', `witness none ${key(x1)}\nquorum none\n`, 1],
    ['a group named none', `${W}group none 1 w\nquorum none\n`, 2],
    ['none as a member', 'group g 1 none\nquorum g\n', 1],
    ['a group without members', `${W}group g all\nquorum w\n`, 2],
    ['a group of itself', `${W}group g 1 g\nquorum w\n`, 2],
    ['a group of members defined later', `group g 1 w\n${W}quorum w\n`, 1],
    ['a member twice in a group', `${W}group g 1 w w\nquorum g\n`, 2],
    ['a member of two groups', `${W}group g 1 w\ngroup h 1 w\nquorum g\n`, 3],
    ['a threshold of 0', `${W}group g 0 w\nquorum g\n`, 2],
    ['a threshold above the members', `${W}group g 2 w\nquorum g\n`, 2],
    ['a threshold with a leading zero', `${W}group g 01 w\nquorum g\n`, 2],
    ['a threshold with a sign', `${W}group g +1 w\nquorum g\n`, 2],
    ['a threshold in capitals', `${W}group g ALL w\nquorum g\n`, 2],
    ['a carriage return', 'quorum none\r\n', 1],
    ['a delete character', 'quorum none\n#\u007f\n', 2],
    ['a no-break space between words', 'quorum\u00a0none\n', 1],
  ])('is malformed with %s, and the line is named', (_, text, line) => {
    expect(parsePolicy(text)).toMatchObject({ refused: true, code: 'POLICY_MALFORMED', line });
  });

  it('is malformed when it is no UTF-8 or endless', () => {
    expect(parsePolicy(Buffer.of(0xff))).toMatchObject({ code: 'POLICY_MALFORMED' });
    expect(parsePolicy('quorum none\n'.padEnd(5000, '\n'))).toMatchObject({ code: 'POLICY_MALFORMED' });
  });

  it('has room for 32 logs, 32 witnesses and 32 groups', () => {
    const lines: string[] = [];
    for (let n = 0; n < 32; n += 1) {
      lines.push(`log ${key(signerOf(`log${n}`, n))}`, `witness w${n} ${key(witnessOf(`w${n}`, 100 + n))}`);
      lines.push(`group g${n} 1 ${n === 0 ? '' : `g${n - 1}`} w${n}`);
    }
    expect(policyOf([...lines, 'quorum g31'].join('\n')).groups).toHaveLength(32);
  });
});

describe('a quorum', () => {
  const policy = policyOf(EXAMPLE);
  const weigh = (...signers: NoteSigner[]) =>
    weighQuorum(
      policy,
      signers.map((signer) => signer.key),
    );

  it.each<[NoteSigner[], boolean, number]>([
    [[], false, 0],
    [[x1, x2], false, 2],
    [[x1, y1], false, 2],
    [[y1, y2, y3], false, 3],
    [[x1, x2, y3], true, 3],
    [[x2, x3, y1, y2], true, 4],
    [[x1, x2, x3, y1, y2, y3], true, 6],
  ])('weighs groups in groups (%#)', (signers, met, have) => {
    expect(weigh(...signers)).toEqual({ met, have, needed: 3 });
  });

  it('does not count strangers, or a key twice, or a witness key that signed as a log', () => {
    expect(weigh(x1, x1, y1).met).toBe(false);
    expect(weigh(x1, witnessOf('X2', 99), y1).met).toBe(false);
    expect(weigh(x1, signerOf('x2', 11), y1).met).toBe(false);
  });

  it('of none is always met, and one witness is a quorum too', () => {
    expect(weighQuorum({ ...policy, quorum: 'none' }, [])).toEqual({ met: true, have: 0, needed: 0 });
    expect(weighQuorum({ ...policy, quorum: 'Y2' }, [y2.key])).toEqual({ met: true, have: 1, needed: 1 });
    expect(weighQuorum({ ...policy, quorum: 'Y2' }, [y1.key])).toEqual({ met: false, have: 0, needed: 1 });
  });

  it('needs the fewest witnesses that could meet it', () => {
    const text = `${EXAMPLE.replace('quorum X-and-Y\n', '')}witness Z ${key(witnessOf('z', 30))}\n`;
    expect(weighQuorum(policyOf(`${text}group all-in 1 X-and-Y Z\nquorum all-in\n`), []).needed).toBe(1);
  });

  it('of an unknown name is a fault of the caller', () => {
    expect(() => weighQuorum({ ...policy, quorum: 'nobody' }, [])).toThrow(RangeError);
  });
});

describe('a checkpoint under a policy', () => {
  const policy = policyOf(EXAMPLE);
  const body = formatCheckpoint({ origin: log.key.name, size: 0, root: EMPTY_ROOT });
  const noteBy = (...witnesses: NoteSigner[]) =>
    signNote(body, [log]) +
    witnesses.map((witness) => formatSignatureLine(cosign(body, witness, 5))).join('');

  it('is believed when its log has signed it and the quorum has cosigned it', () => {
    expect(openByPolicy(noteBy(x1, x3, y2), policy)).toMatchObject({
      checkpoint: { origin: log.key.name, size: 0 },
    });
  });

  it('is not believed below the quorum, and the answer counts', () => {
    expect(openByPolicy(noteBy(x1, y2), policy)).toMatchObject({
      refused: true,
      code: 'WITNESS_QUORUM_MISSING',
      clause: 'quorum X-and-Y',
      have: 2,
      needed: 3,
    });
  });

  it('is not believed without its log', () => {
    const cosignedOnly = `${body}\n${[x1, x2, y1].map((witness) => formatSignatureLine(cosign(body, witness, 5))).join('')}`;
    expect(openByPolicy(cosignedOnly, policy)).toMatchObject({ code: 'CHECKPOINT_NOT_SIGNED_BY_ITS_LOG' });
    expect(openByPolicy(noteBy(x1, x2, y1), { ...policy, logs: [] })).toMatchObject({
      code: 'CHECKPOINT_NOT_SIGNED_BY_ITS_LOG',
    });
  });

  it('is not believed when a witness of the policy signed another body', () => {
    const other = formatCheckpoint({ origin: log.key.name, size: 1, root: EMPTY_ROOT });
    const forged = noteBy(x1, x2, y1) + formatSignatureLine(cosign(other, y2, 5));
    expect(openByPolicy(forged, policy)).toMatchObject({ code: 'NOTE_SIGNATURE_WRONG' });
  });
});
