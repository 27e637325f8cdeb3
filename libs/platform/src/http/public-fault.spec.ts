import { BadRequestException, HttpException, NotFoundException } from '@nestjs/common';
import { Fault, type FaultCode } from '../fault.js';
import { publicFault } from './public-fault.js';

describe('what leaves the server of an error', () => {
  it.each<[FaultCode, number]>([
    ['UNAUTHENTICATED', 401],
    ['FORBIDDEN', 403],
    ['NOT_FOUND', 404],
    ['BAD_USER_INPUT', 400],
    ['CONFLICT', 409],
    ['RATE_LIMITED', 429],
    ['STEP_UP_REQUIRED', 403],
    ['UNAVAILABLE', 503],
    ['RECORD_FROZEN', 503],
  ])('is the whole of a fault %s', (code, status) => {
    expect(publicFault(new Fault(code, 'Said to the caller.'))).toEqual({
      status,
      code,
      message: 'Said to the caller.',
      isOurs: false,
    });
  });

  it.each([
    ['an error of the framework', new NotFoundException('Cannot GET /secret'), 404, 'NOT_FOUND'],
    ['an input that the framework refused', new BadRequestException('secret field'), 400, 'BAD_REQUEST'],
    ['an unusual refusal of the framework', new HttpException('secret', 418), 418, 'BAD_REQUEST'],
    [
      'an error of the web server',
      Object.assign(new Error('secret'), { code: 'FST_ERR_CTP_BODY_TOO_LARGE', statusCode: 413 }),
      413,
      'BAD_REQUEST',
    ],
  ])('is only the kind of %s', (_what, error, status, code) => {
    const fault = publicFault(error);
    expect(fault).toMatchObject({ status, code, isOurs: false });
    expect(fault.message).not.toMatch(/secret/i);
  });

  it.each([
    ['a bug', new TypeError("Cannot read properties of undefined (reading 'secret')"), 500, 'INTERNAL'],
    ['a failure that a framework calls internal', new HttpException('secret', 500), 500, 'INTERNAL'],
    ['a thrown text', 'secret', 500, 'INTERNAL'],
    ['a stranger with a status', Object.assign(new Error('secret'), { statusCode: 404 }), 500, 'INTERNAL'],
    ['a lost database', Object.assign(new Error('secret'), { code: 'ECONNREFUSED' }), 503, 'UNAVAILABLE'],
    ['a wrong password of ours', Object.assign(new Error('secret'), { code: '28P01' }), 503, 'UNAVAILABLE'],
  ])('is nothing of %s', (_what, error, status, code) => {
    const fault = publicFault(error);
    expect(fault).toMatchObject({ status, code, isOurs: true });
    expect(fault.message).not.toMatch(/secret|password|database/i);
  });
});
