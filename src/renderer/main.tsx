import './jitless.ts';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { App } from './app/app.tsx';
import { openWindow } from './app/open-window.ts';
import { connect, isRefused } from './client.ts';
import { chooseLanguage, createTexts } from './i18n/i18n.ts';
import './ui/tokens.css';
import './ui/base.css';
import './app/frame.css';

const root = document.getElementById('root');
if (root === null) throw new Error('index.html has no root');
const { parts } = openWindow(connect, isRefused);
// What a boundary caught is a fault all the same.
createRoot(root, { onCaughtError: reportError }).render(
  <StrictMode>
    <App parts={parts} texts={createTexts(chooseLanguage(null, navigator.languages))} />
  </StrictMode>,
);
