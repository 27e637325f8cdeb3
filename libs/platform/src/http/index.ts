export { HttpModule } from './http.module.js';
export { nestLog } from './nest-log.js';
export { publicFault, type PublicFault } from './public-fault.js';
export { Readiness, type ReadinessCheck } from './readiness.js';
export { webServer } from './web-server.js';
