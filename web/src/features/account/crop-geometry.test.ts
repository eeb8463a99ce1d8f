import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { firstSquare, moved, wholePixels, zoomed, zoomOf, type Square } from './crop-geometry.ts';

const picture = fc.record({ width: fc.integer({ min: 1, max: 20_000 }), height: fc.integer({ min: 1, max: 20_000 }) });
const step = fc.oneof(
  fc.record({ x: fc.double({ min: -1e5, max: 1e5, noNaN: true }), y: fc.double({ min: -1e5, max: 1e5, noNaN: true }) }),
  fc.record({ zoom: fc.double({ min: 0, max: 10, noNaN: true }) }),
);

test('PLT-8 whatever is moved and zoomed, the square stays in the picture, and so does what is sent', () => {
  fc.assert(
    fc.property(picture, fc.array(step, { maxLength: 12 }), (size, steps) => {
      let square: Square = firstSquare(size);
      for (const each of steps)
        square = 'zoom' in each ? zoomed(square, size, each.zoom) : moved(square, size, each.x, each.y);
      for (const { left, top, size: side } of [square, wholePixels(square, size)]) {
        expect(left).toBeGreaterThanOrEqual(0);
        expect(top).toBeGreaterThanOrEqual(0);
        expect(left + side).toBeLessThanOrEqual(size.width + 1e-6);
        expect(top + side).toBeLessThanOrEqual(size.height + 1e-6);
      }
      const sent = wholePixels(square, size);
      expect(Object.values(sent).every(Number.isInteger)).toBe(true);
      expect(sent.size).toBeGreaterThanOrEqual(1);
    }),
  );
});

test('zooming keeps the middle where the picture allows it', () => {
  const size = { width: 400, height: 200 };
  const near = zoomed(firstSquare(size), size, 2);
  expect(near).toEqual({ left: 150, top: 50, size: 100 });
  expect(zoomOf(near, size)).toBe(2);
  expect(zoomed(near, size, 1)).toEqual(firstSquare(size));
});
