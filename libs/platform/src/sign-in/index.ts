export { AccessTokens, type AccessTokenMade, type AccessTokenRow } from './access-tokens.js';
export type { AccessTokenScope, AccessTokenWish } from './access-token.rules.js';
export { Accounts } from './accounts.js';
export { Principals, type Credentials } from './principals.js';
export { hashSecret, isSecret, newSecret } from './secret.js';
export { SignInModule } from './sign-in.module.js';
export { SignIn, type SessionBegun } from './sign-in.service.js';
export { MAIL_TRANSPORT, type Mail, type MailTransport } from '../mail/mail.js';
