import { QueryClientProvider } from '@tanstack/react-query';
import { RouterProvider } from '@tanstack/react-router';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { cspNonce } from '#lib/csp-nonce';
import { markLanguage } from '#lib/i18n';
import { queryClient } from '#lib/query-client';
import { listenForKeys } from '#lib/shortcuts';
import { router } from './router.tsx';
import './styles/app.css';

// The scroll lock of dialogs inserts a style sheet; the policy of the page asks for this nonce.
Object.assign(window, { __webpack_nonce__: cspNonce() });

markLanguage();
listenForKeys();
createRoot(document.getElementById('root')!).render(
  <StrictMode>
    <QueryClientProvider client={queryClient}>
      <RouterProvider router={router} />
    </QueryClientProvider>
  </StrictMode>,
);
