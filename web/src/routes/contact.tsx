import { useParams } from '@tanstack/react-router';
import { ContactPage } from '../features/people/contact-page.tsx';

export function ContactRoute() {
  return <ContactPage id={useParams({ from: '/app/contacts/$id' }).id} />;
}
