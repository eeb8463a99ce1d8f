/** What `*.db.test.ts` files stand on. Not part of the product. */
export { createTestRuntime, type TestRuntime, type TestRuntimeOptions } from './create-test-runtime.ts';
export { createTestServer, type RequestOptions, type TestAnswer, type TestServer } from './create-test-server.ts';
export { notAtTheTurnOfAnHour } from './not-at-the-turn-of-an-hour.ts';
export { startSmtpSink, type SmtpSink } from './start-smtp-sink.ts';
