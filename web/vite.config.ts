import tailwindcss from '@tailwindcss/vite';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

/** In development the pages come from here and everything else from a running server. */
const server = 'http://127.0.0.1:8080';

export default defineConfig({
  root: import.meta.dirname,
  plugins: [react(), tailwindcss()],
  build: {
    target: 'es2023',
    // A data: address is not covered by the content security policy for scripts and fonts.
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 700,
    rolldownOptions: {
      output: {
        codeSplitting: {
          groups: [
            // An icon by itself is smaller than the request for it.
            { name: 'icons', test: /node_modules\/lucide-react/ },
            // Stays in the cache of browsers when Parley is upgraded.
            {
              name: 'libraries',
              test: /node_modules\/(react|react-dom|scheduler|@tanstack|clsx|use-sync-external-store)\//,
            },
          ],
        },
      },
    },
  },
  server: { port: 5173, proxy: { '/api': { target: server, ws: true }, '/health': server } },
});
