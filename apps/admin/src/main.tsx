import '@mantine/core/styles.layer.css';
import '@mantine/notifications/styles.layer.css';
import './theme/theme.css';
import { createRoot } from 'react-dom/client';
import { App } from './app/app';
import { createConsoleRouter } from './app/router';

const root = document.getElementById('root');
if (root) createRoot(root).render(<App router={createConsoleRouter()} />);
