// What the mock answers with instead of data.

export class Refused extends Error {
  constructor(status, code, zh, en) {
    super(en);
    Object.assign(this, { status, code, zh });
  }
}
