import { describe, expect, it } from 'vitest';
import css from './theme.css?inline';

type Tokens = Record<string, string>;

function tokensOf(block: string): Tokens {
  const found = [...block.matchAll(/--([\w-]+):\s*([^;]+);/g)];
  return Object.fromEntries(found.map((m) => [m[1] ?? '', (m[2] ?? '').trim()]));
}

const [light = {}, system = {}, chosen = {}] = [...css.matchAll(/\{([^{}]*)\}/g)].map((m) =>
  tokensOf(m[1] ?? ''),
);

function luminance(hex: string): number {
  const parts = [1, 3, 5].map((at) => parseInt(hex.slice(at, at + 2), 16) / 255);
  const [r = 0, g = 0, b = 0] = parts.map((c) =>
    c <= 0.03928 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4,
  );
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

function contrast(tokens: Tokens, one: string, other: string): number {
  const pair = [luminance(tokens[one] ?? ''), luminance(tokens[other] ?? '')];
  return (Math.max(...pair) + 0.05) / (Math.min(...pair) + 0.05);
}

describe('the theme', () => {
  it('is the same dark one whether the system or the reader asks', () => {
    expect(Object.keys(system).length).toBeGreaterThan(20);
    expect(system).toEqual(chosen);
  });
  for (const [name, tokens] of [['light', light], ['dark', chosen]] as const) {
    it(`reads well: ${name}`, () => {
      for (const ink of ['ink', 'ink-2', 'brand', 'bad'])
        expect(contrast(tokens, ink, 'surface'), ink).toBeGreaterThanOrEqual(4.5);
      for (let i = 1; i <= 8; ++i)
        expect(contrast(tokens, `cat-${i}`, 'surface'), `cat-${i}`).toBeGreaterThanOrEqual(3);
      for (let i = 1; i <= 5; ++i)
        expect(contrast(tokens, `seq-${i}`, `seq-${i}-ink`), `seq-${i}`).toBeGreaterThanOrEqual(4.5);
    });
  }
});
