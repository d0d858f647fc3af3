// The same without the element: both come from one module, so that they share one connection.

export { HOME, watchJob } from './job-progress.js';
