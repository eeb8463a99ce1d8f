import { Fragment } from 'react';
import { MarkedText } from './marked-text.tsx';

const address = /(https?:\/\/[^\s<>"']+[^\s<>"'.,;:!?)\]»])/g;

/** A message's text with its web addresses as links, and marks on what was searched for. */
export function LinkedText({ text }: { text: string }) {
  return text.split(address).map((part, index) =>
    index % 2 === 1 ? (
      <a key={index} href={part} target="_blank" rel="noopener noreferrer nofollow" className="link break-all">
        <MarkedText text={part} />
      </a>
    ) : (
      <Fragment key={index}>
        <MarkedText text={part} />
      </Fragment>
    ),
  );
}
