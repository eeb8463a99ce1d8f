/** What a single cell looks like, to guess by. The readers of the values themselves are stricter. */

export function looksLikeEmail(value: string): boolean {
  return /^[^\s@]{1,64}@[^\s@]{1,190}\.[^\s@.]{2,}$/.test(value);
}

export function looksLikePhone(value: string): boolean {
  return /^\+?[\d\s().\u00a0-]{7,25}$/.test(value) && !looksLikeDate(value) && (value.match(/\d/g)?.length ?? 0) >= 7;
}

export function looksLikeDate(value: string): boolean {
  return /^(\d{4}-\d{1,2}-\d{1,2}|\d{1,2}[./-]\d{1,2}[./-](\d{2}|\d{4}))([ T]\d{1,2}:\d{2}(:\d{2})?)?$/.test(value);
}

export function looksLikeWebsite(value: string): boolean {
  return /^(https?:\/\/|www\.)\S+$/i.test(value);
}

function looksLikeNumber(value: string): boolean {
  return /^[+-]?\d[\d\s]*([.,]\d+)?%?$/.test(value);
}

/** A value that no column would be named by. */
export function looksLikeContent(value: string): boolean {
  return (
    looksLikeEmail(value) ||
    looksLikePhone(value) ||
    looksLikeDate(value) ||
    looksLikeWebsite(value) ||
    looksLikeNumber(value)
  );
}
