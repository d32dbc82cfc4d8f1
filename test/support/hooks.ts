import { afterAll, afterEach } from 'vitest';
import { finish } from './when-done.js';

afterEach(() => {
  finish('test');
});

afterAll(() => {
  finish('file');
});
