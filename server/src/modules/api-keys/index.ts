export { authenticateKey } from './authenticate-key.ts';
export { routes } from './routes.ts';
