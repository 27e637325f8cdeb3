export { verifyOnPage, type Browser } from './page.js';
export { verify, type Found, type LogToVerify } from './verify.js';
