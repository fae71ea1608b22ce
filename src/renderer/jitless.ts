import { config } from 'zod';

// zod would try to compile its parsers, which the page's policy forbids. Imported before any module that has a schema.
config({ jitless: true });
