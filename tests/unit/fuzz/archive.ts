// Ways to change an archive of arrays so that it is still one: fields that lie, headers that say something else
// than the bytes, members twice, swapped and renamed.
import { writeNpy, type NpyArray } from '../../../src/core/npy.ts';
import type { Random } from '../../../src/core/random.ts';
import { joined, zip, type Member } from '../support/zip.ts';
import { ODD_NUMBERS } from './bytes.ts';
import type { Mutator } from './fuzz.ts';

const DESCRS = [
  "'<f4'",
  "'<f2'",
  "'<f8'",
  "'>f4'",
  "'|O'",
  "'<U5'",
  "'<i4'",
  "[('a', '<f4')]",
  "''",
];
const SHAPES = [
  '()',
  '(0,)',
  '(6, 4)',
  '(2, 12)',
  '(24, 2)',
  '(48,)',
  '(4294967296, 4294967296)',
  '(-1,)',
  '(1e3,)',
];

/** One member's fields or its array's header, said otherwise; the checksum fits unless it is the field. */
export function rebuilt(arrays: Readonly<Record<string, NpyArray>>): readonly Mutator[] {
  const bare = (deflate: boolean): Member[] =>
    Object.entries(arrays).map(([name, array]) => ({
      ...{ path: `${name}.npy`, bytes: writeNpy(array), deflate },
    }));
  const way = (name: string, change: (members: Member[], random: Random) => Member[]): Mutator => ({
    name,
    mutate: (_, random) => zip(change(bare(random.next() < 0.5), random)),
  });
  const one =
    (change: (member: Member, random: Random) => Member) => (members: Member[], random: Random) => {
      const at = random.int(members.length);
      return members.map((member, i) => (i === at ? change(member, random) : member));
    };
  const text = (member: Member, change: (dict: string) => string): Member => {
    const head = Buffer.from(member.bytes).toString('latin1', 10, 128);
    const dict = change(head.trimEnd()).padEnd(117).slice(0, 60_000);
    const start = [...member.bytes.subarray(0, 8), (dict.length + 1) & 255, (dict.length + 1) >> 8];
    const bytes = [
      Uint8Array.from(start),
      Buffer.from(`${dict}\n`, 'latin1'),
      member.bytes.subarray(128),
    ];
    return { ...member, bytes: joined(bytes) };
  };
  const fields = ['flags', 'method', 'crc', 'packed', 'size', 'start'] as const;
  const odd = (random: Random): number => {
    const value = random.pick(ODD_NUMBERS);
    return value < 0 ? 0xffffffff : value % 2 ** 32;
  };
  return [
    way(
      'another dtype',
      one((member, random) =>
        text(member, (dict) => dict.replace(/'[<|]\w+'/, random.pick(DESCRS))),
      ),
    ),
    way(
      'another shape',
      one((member, random) =>
        text(member, (dict) => dict.replace(/\([\d, ]*\)/, random.pick(SHAPES))),
      ),
    ),
    way(
      'columns first',
      one((member) => text(member, (dict) => dict.replace('False', 'True'))),
    ),
    way(
      'a header of junk',
      one((member, random) => text(member, () => 'x'.repeat(random.int(50_000)))),
    ),
    way(
      'a field of the directory',
      one((member, random) => ({ ...member, told: { [random.pick(fields)]: odd(random) } })),
    ),
    way(
      'a field of the member',
      one((member, random) => ({ ...member, local: { [random.pick(fields)]: odd(random) } })),
    ),
    way(
      'wide fields',
      one((member, random) => ({
        ...member,
        wide: true,
        told:
          random.next() < 0.5 ? {} : { size: random.pick(ODD_NUMBERS.filter((each) => each >= 0)) },
      })),
    ),
    way(
      'another name',
      one((member, random) => ({
        ...member,
        path: random.pick(['k.npy', 'q', '../q.npy', 'Q.npy', '', '__proto__.npy', 'q.npy/']),
      })),
    ),
    way('members twice', (members, random) => [...members, random.pick(members)]),
    way('arrays swapped', (members, random) => {
      const [a, b] = [random.int(members.length), random.int(members.length)];
      return members.map((member, i) => ({
        ...member,
        bytes: members[i === a ? b : i === b ? a : i]!.bytes,
      }));
    }),
    way('a bystander', (members, random) => [
      ...members,
      {
        path: random.pick(['README.txt', 'layer0/', 'meta.npy', 'other.npz']),
        bytes: Uint8Array.from({ length: random.int(64) }, () => random.int(256)),
      },
    ]),
    {
      name: 'a comment',
      mutate: (_, random) =>
        zip(bare(true), { comment: new Uint8Array(random.int(70_000) % 65_536).fill(0x50) }),
    },
    {
      name: 'a count of members',
      mutate: (_, random) =>
        zip(bare(true), { entries: random.pick(ODD_NUMBERS) & 0xffff, wide: random.next() < 0.5 }),
    },
  ];
}
