export { SuppressionsPage as SuppressionsRoute } from '../features/people/suppressions-page.tsx';
