import vue from '@vitejs/plugin-vue';
import { defineConfig } from 'vitest/config';

// The server's content policy forbids inline scripts and data: scripts, so nothing is inlined.
export default defineConfig({
  plugins: [vue()],
  build: {
    target: 'es2021',
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 800,
  },
  server: { proxy: { '/api': 'http://127.0.0.1:8080', '/login': 'http://127.0.0.1:8080' } },
  test: { include: ['src/**/*.spec.ts'], css: true },
});
