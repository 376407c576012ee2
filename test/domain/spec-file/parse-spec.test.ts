import { describe, expect, it } from '@jest/globals';
import { parseSpec } from '../../../src/domain/spec-file/parse-spec.js';
import { textOf, type LineContent } from '../../../src/domain/spec-file/spec-document.js';

/** What each line is, in short. */
function outline(text: string): string[] {
  const document = parseSpec(text);
  const about = (content: LineContent): string => {
    switch (content.kind) {
      case 'section':
        return `section ${content.name} ${textOf(document, content.options)}`;
      case 'directive':
        return `${content.name} ${textOf(document, content.argument)}`;
      case 'definition':
        return `${content.commentedOut ? 'no ' : ''}definition ${content.name}=${textOf(document, content.body)}`;
      case 'undefine':
        return `undefine ${content.name}`;
      case 'build-condition':
        return `build condition ${content.name}`;
      case 'tag':
        return `tag ${content.name}${content.number ?? ''}(${content.qualifier ?? ''})=${textOf(document, content.value)}`;
      case 'listed':
        return `listed ${textOf(document, content.value)}`;
      default:
        return content.kind;
    }
  };
  return document.lines.map(({ content }) => about(content).trim());
}

describe('the lines of a spec file', () => {
  it.each<[string, string, string[]]>([
    ['tags, whatever their letters', 'NAME : x\nSource12:\ty \n', ['tag name()=x', 'tag source12()=y']],
    ['qualifiers', 'Requires(post,preun): a\nSummary(cs): b', ['tag requires(post,preun)=a', 'tag summary(cs)=b']],
    ['no tags after the preamble', '%description\nName: x', ['section description', 'text']],
    ['tags of subpackages', '%package -n y\nVersion: 2', ['section package -n y', 'tag version()=2']],
    ['section names whose letters differ', '%FILES -f x', ['section files -f x']],
    ['no section after a blank', ' %files\n%filesystem', ['text', 'text']],
    [
      'conditions',
      ' %if 1\n%elif 0%{?x}\n%else\n%endif\n%ifarch a b',
      ['if 1', 'elif 0%{?x}', 'else', 'endif', 'ifarch a b'],
    ],
    ['macros that begin like a condition', '%ifx 1', ['text']],
    ['definitions', '%global a1 b \n%define f(x) %1', ['definition a1=b', 'definition f=%1']],
    ['a body in braces', '%global a1 {b c}', ['definition a1=b c']],
    [
      'a definition over several lines',
      '%global a1 b\\\nVersion: 1\nName: x',
      ['definition a1=b\\\nVersion: 1', 'tag name()=x'],
    ],
    [
      'a text over several lines',
      '%global a1 %{expand:\n%prep\n}\n%prep',
      ['definition a1=%{expand:\n%prep\n}', 'section prep'],
    ],
    [
      'definitions that are commented out',
      '#global a1 1\n%dnl %global a2 2\n#%%global a3 3',
      ['no definition a1=1', 'no definition a2=2', 'no definition a3=3'],
    ],
    ['a comment that defines, as in rpm', '#%global a1 1', ['definition a1=1']],
    ['a definition of what is not defined yet', '%{!?a1: %global a1 %{b} }', ['definition a1=%{b}']],
    ['comments', '# x\n%dnl y\n%dnlx', ['comment', 'comment', 'text']],
    [
      'build conditions',
      '%bcond_with x\n%bcond_without y\n%bcond z 1',
      ['build condition x', 'build condition y', 'build condition z'],
    ],
    [
      'lists',
      '%sourcelist\na\n\n%patchlist\nb',
      ['section sourcelist', 'listed a', 'blank', 'section patchlist', 'listed b'],
    ],
    ['Lua', '%{lua:\nVersion: 1\n-- {}\n}', ['text']],
    ['what is never closed', 'Name: x\n%{lua:\nVersion: 1', ['tag name()=x', 'text', 'tag version()=1']],
    ['line ends of DOS', 'Name: x\r\n%if 1\r\n%prep\r\n', ['tag name()=x', 'if 1', 'section prep']],
  ])('are %s', (_, text, expected) => expect(outline(text)).toEqual(expected));

  it('say where a bracket is open to the end', () => {
    expect(parseSpec('Name: x\nSource: %{y\n')).toMatchObject({ unclosed: 2 });
  });
});
