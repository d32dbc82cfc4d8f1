import { expect, test } from 'vitest';
import { parsePasswd } from '../../src/model/user-names.js';

test('the first name of an id counts, as for getpwuid; what is no entry is passed over', () => {
  const text =
    'root:x:0:0:root:/root:/bin/sh\n# note\nbackdoor:x:0:0::/:/bin/sh\n\nweb:x:33:33\n:x:5:5\nbad:x:-1:0\n';
  expect([...parsePasswd(text)]).toEqual([
    [0, 'root'],
    [33, 'web'],
  ]);
});
