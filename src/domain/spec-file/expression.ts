type Value = number | string;

/** Thrown inside, for whatever the grammar does not know. One for all: a hostile file would make many. */
const unclear = new Error('The expression is unclear.');

const TOKEN = /\s*(?:(\d+)|"([^"]*)"|(\|\||&&|[<>=!]=|[<>!()?:+*/-]))/y;
const DEPTH_LIMIT = 64;

type Token = { readonly operator: string } | { readonly value: Value };

function tokensOf(expression: string): Token[] {
  const text = expression.trimEnd();
  const tokens: Token[] = [];
  for (let at = 0; at < text.length; at = TOKEN.lastIndex) {
    TOKEN.lastIndex = at;
    const found = TOKEN.exec(text);
    if (!found) throw unclear;
    const [, digits, quoted, operator] = found;
    if (operator !== undefined) tokens.push({ operator });
    else tokens.push({ value: digits === undefined ? quoted! : Number(digits) });
  }
  return tokens;
}

const truthOf = (value: Value): boolean => value !== 0 && value !== '';

function compare(operator: string, left: Value, right: Value): number {
  if (typeof left !== typeof right) throw unclear;
  const holds: Record<string, boolean> = {
    '==': left === right,
    '!=': left !== right,
    '<': left < right,
    '>': left > right,
    '<=': left <= right,
    '>=': left >= right,
  };
  return holds[operator] ? 1 : 0;
}

function calculate(operator: string, left: Value, right: Value): Value {
  if (operator === '+' && typeof left === 'string' && typeof right === 'string') return left + right;
  if (typeof left === 'string' || typeof right === 'string') throw unclear;
  if (operator === '+') return left + right;
  if (operator === '-') return left - right;
  if (operator === '*') return left * right;
  if (right === 0) throw unclear;
  return Math.trunc(left / right);
}

/** From weak to strong; as in rpm, `&&` and `||` bind alike and operators of one level are read from the left. */
const levels = [
  ['||', '&&'],
  ['<', '>', '<=', '>=', '==', '!='],
  ['+', '-'],
  ['*', '/'],
];

class Reader {
  #at = 0;
  #depth = 0;

  constructor(readonly tokens: readonly Token[]) {}

  read(): Value {
    const value = this.#choice();
    if (this.#at < this.tokens.length) throw unclear;
    return value;
  }

  /** Reads one of these operators, where one comes next. */
  #operator(of: readonly string[]): string | undefined {
    const token = this.tokens[this.#at];
    if (token === undefined || !('operator' in token) || !of.includes(token.operator)) return undefined;
    this.#at += 1;
    return token.operator;
  }

  #nested<T>(read: () => T): T {
    this.#depth += 1;
    if (this.#depth > DEPTH_LIMIT) throw unclear;
    const value = read();
    this.#depth -= 1;
    return value;
  }

  #choice(): Value {
    const condition = this.#level(0);
    if (!this.#operator(['?'])) return condition;
    const whenTrue = this.#nested(() => this.#choice());
    if (!this.#operator([':'])) throw unclear;
    const otherwise = this.#nested(() => this.#choice());
    return truthOf(condition) ? whenTrue : otherwise;
  }

  #level(level: number): Value {
    const operators = levels[level];
    if (!operators) return this.#operand();
    let value = this.#level(level + 1);
    for (let operator = this.#operator(operators); operator !== undefined; operator = this.#operator(operators)) {
      const right = this.#level(level + 1);
      if (level === 0)
        value = (operator === '||' ? truthOf(value) || truthOf(right) : truthOf(value) && truthOf(right)) ? 1 : 0;
      else value = level === 1 ? compare(operator, value, right) : calculate(operator, value, right);
    }
    return value;
  }

  #operand(): Value {
    if (this.#operator(['!'])) return truthOf(this.#nested(() => this.#operand())) ? 0 : 1;
    if (this.#operator(['-']))
      return calculate(
        '-',
        0,
        this.#nested(() => this.#operand()),
      );
    if (this.#operator(['('])) {
      const value = this.#nested(() => this.#choice());
      if (!this.#operator([')'])) throw unclear;
      return value;
    }
    const token = this.tokens[this.#at];
    if (token === undefined || !('value' in token)) throw unclear;
    this.#at += 1;
    return token.value;
  }
}

/** Whether the expression of an `%if` holds, after its macros are expanded; undefined when that is unclear. */
export function truthOfExpression(text: string): boolean | undefined {
  try {
    return truthOf(new Reader(tokensOf(text)).read());
  } catch (error) {
    if (error === unclear) return undefined;
    throw error;
  }
}
