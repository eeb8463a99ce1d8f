/** A square of a picture, in the picture's pixels. */
export interface Square {
  readonly left: number;
  readonly top: number;
  readonly size: number;
}

export interface Size {
  readonly width: number;
  readonly height: number;
}

export const mostZoom = 4;

/** The largest square, in the middle. */
export function firstSquare({ width, height }: Size): Square {
  const size = Math.min(width, height);
  return { left: (width - size) / 2, top: (height - size) / 2, size };
}

/** Moved by so many pixels of the picture, as far as it has any. */
export function moved(square: Square, picture: Size, byX: number, byY: number): Square {
  return within({ ...square, left: square.left + byX, top: square.top + byY }, picture);
}

/** As large as `zoom` makes it, 1 being the largest; what is in its middle stays there. */
export function zoomed(square: Square, picture: Size, zoom: number): Square {
  const size = Math.min(picture.width, picture.height) / Math.min(mostZoom, Math.max(1, zoom));
  const shift = (square.size - size) / 2;
  return within({ left: square.left + shift, top: square.top + shift, size }, picture);
}

export function zoomOf({ size }: Square, picture: Size): number {
  return Math.min(picture.width, picture.height) / size;
}

/** In whole pixels, all of it inside the picture, as the server takes it. */
export function wholePixels({ left, top, size }: Square, picture: Size): Square {
  const side = Math.max(1, Math.floor(size));
  const place = (value: number, length: number): number => Math.min(Math.max(0, Math.round(value)), length - side);
  return { left: place(left, picture.width), top: place(top, picture.height), size: side };
}

function within({ left, top, size }: Square, { width, height }: Size): Square {
  const place = (value: number, length: number): number => Math.min(Math.max(0, value), length - size);
  return { left: place(left, width), top: place(top, height), size };
}
