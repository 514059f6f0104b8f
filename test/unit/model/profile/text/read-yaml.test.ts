import { describe, expect, it } from 'vitest';
import { readYaml } from '../../../../../src/model/profile/text/read-yaml.ts';

const messagesOf = (text: string): readonly string[] => {
  const read = readYaml(text, 'a.yaml');
  return read.ok ? [] : read.failure.map(({ message }) => message);
};

describe('a message about YAML', () => {
  it('shows a control character of an anchor and does not pass it on', () => {
    expect(messagesOf('name: *a\u009b0m')).toEqual([
      String.raw`expected an anchor '&a\x9b0m' before '*a\x9b0m', got none`,
    ]);
  });

  it('says that a list which holds itself cannot be merged', () => {
    expect(messagesOf('a: &a\n  - *a\nb:\n  <<: *a')).toContainEqual(
      expect.stringContaining("after '<<'"),
    );
  });
});
