import { crc32, deflateSync } from 'node:zlib';

/** What customers photograph in the demo, drawn here: no picture of anybody's travels with Parley. PNG. */
export const pictures = { display: drawDisplay, wall: drawWall } as const;

type Colour = readonly [number, number, number];
type Shade = (x: number, y: number) => Colour;

/** The front of a boiler with its red digits. */
function drawDisplay(code: string): Buffer {
  const [width, height] = [640, 480];
  const digits = [...code].map((letter, index) => ({ segments: segmentsOf[letter] ?? '', left: 205 + index * 84 }));
  return png(width, height, (x, y) => {
    const isLit = digits.some(({ segments, left }) => isOn(segments, x - left, y - 178));
    if (isLit) return [255, 74, 52];
    if (x > 170 && x < 470 && y > 150 && y < 318) return [26 + grain(x, y), 16, 18];
    if (x > 160 && x < 480 && y > 140 && y < 328) return [70, 72, 76];
    const knob = Math.hypot(x - 92, y - 236);
    if (knob < 42) return knob > 36 || (Math.abs(x - 92) < 4 && y < 236) ? [90, 92, 96] : [206, 207, 206];
    const light = Math.round(232 - y / 14 - Math.abs(x - 300) / 40) + grain(x, y);
    return y > 404 ? [light - 70, light - 68, light - 64] : [light, light, light - 3];
  });
}

/** A brick wall with the place for a unit marked on it. */
function drawWall(): Buffer {
  const [brickWidth, brickHeight] = [86, 34];
  return png(640, 480, (x, y) => {
    const row = Math.floor(y / brickHeight);
    const along = x + (row % 2) * (brickWidth / 2);
    const isMark = Math.abs(x - 320) < 150 && Math.abs(y - 150) < 52;
    const isEdge = isMark && (Math.abs(Math.abs(x - 320) - 148) < 3 || Math.abs(Math.abs(y - 150) - 50) < 3);
    if (isEdge && (x + y) % 18 < 11) return [245, 242, 234];
    const isJoint = along % brickWidth < 4 || y % brickHeight < 4;
    const shade = (((row * 31 + Math.floor(along / brickWidth) * 17) % 7) - 3) * 5 + grain(x, y) - y / 16;
    return isJoint ? [178 + shade / 2, 172 + shade / 2, 162 + shade / 2] : [158 + shade, 82 + shade, 62 + shade];
  });
}

/** Of a seven-segment digit: top, upper left and right, middle, lower left and right, bottom. */
const segmentsOf: Readonly<Record<string, string>> = {
  E: 'tlmLb',
  F: 'tlmL',
  '2': 'trmLb',
  '3': 'trmRb',
  '5': 'tlmRb',
  '8': 'tlrmLRb',
};

function isOn(segments: string, x: number, y: number): boolean {
  const [across, half, thick] = [56, 52, 10];
  const flat = (at: number): boolean => x > thick && x < across - thick && Math.abs(y - at) < thick / 2;
  const upright = (at: number, from: number): boolean =>
    Math.abs(x - at) < thick / 2 && y > from + 4 && y < from + half - 4;
  return [...segments].some((segment) => {
    switch (segment) {
      case 't':
        return flat(0);
      case 'm':
        return flat(half);
      case 'b':
        return flat(2 * half);
      case 'l':
        return upright(thick / 2, 0);
      case 'r':
        return upright(across - thick / 2, 0);
      case 'L':
        return upright(thick / 2, half);
      default:
        return upright(across - thick / 2, half);
    }
  });
}

/** What a telephone's camera adds in a dim room; the same every time. */
function grain(x: number, y: number): number {
  return (((x * 73_856_093) ^ (y * 19_349_663)) >>> 8) % 9;
}

function png(width: number, height: number, shade: Shade): Buffer {
  const raw = Buffer.alloc((width * 3 + 1) * height);
  for (let y = 0, at = 0; y < height; y++) {
    at++;
    for (let x = 0; x < width; x++) {
      for (const part of shade(x, y)) raw[at++] = Math.max(0, Math.min(255, part));
    }
  }
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  // Eight bits a channel, red, green and blue.
  header.set([8, 2], 8);
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  return Buffer.concat([
    signature,
    chunk('IHDR', header),
    chunk('IDAT', deflateSync(raw)),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

function chunk(name: string, content: Buffer): Buffer {
  const named = Buffer.concat([Buffer.from(name), content]);
  const [length, check] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(content.length);
  check.writeUInt32BE(crc32(named));
  return Buffer.concat([length, named, check]);
}
