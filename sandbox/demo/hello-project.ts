import type { Files } from '../git/bare-repository.js';

/** Few enough that the service shows every move of a check; with more it leaves out some on the way. */
const CHROOTS = ['fedora-44-x86_64', 'fedora-rawhide-x86_64'];

/** The checks that a pull request of the project gets. */
export const CHECKS: readonly string[] = [
  ...CHROOTS.map((chroot) => `rpm-build:${chroot}`),
  ...CHROOTS.map((chroot) => `testing-farm:${chroot}`),
];

/** A small RPM project as people have it: a program, its spec file, Packit's configuration, and a tmt plan. */
export const PROJECT: Files = {
  'packit.yaml': `specfile_path: hello.spec
upstream_package_name: hello
downstream_package_name: hello

jobs:
  - job: copr_build
    trigger: pull_request
    targets:
${CHROOTS.map((chroot) => `      - ${chroot}`).join('\n')}

  - job: tests
    trigger: pull_request
    targets:
${CHROOTS.map((chroot) => `      - ${chroot}`).join('\n')}
`,
  'hello.spec': `Name:           hello
Version:        1.0
Release:        1%{?dist}
Summary:        Says hello
License:        MIT
URL:            https://github.com/acme/hello
Source0:        hello-%{version}.tar.gz
BuildRequires:  gcc
BuildRequires:  make

%description
A program that says hello.

%prep
%autosetup

%build
%make_build

%install
%make_install PREFIX=%{_prefix}

%files
%license LICENSE
%{_bindir}/hello
`,
  'hello.c': `#include <stdio.h>

int main(void) {
    puts("Hello, world!");
    return 0;
}
`,
  Makefile: `PREFIX ?= /usr/local

hello: hello.c
\t$(CC) $(CFLAGS) -o $@ $<

install: hello
\tinstall -D hello $(DESTDIR)$(PREFIX)/bin/hello
`,
  LICENSE: 'MIT License\n',
  '.fmf/version': '1\n',
  'plans/smoke.fmf': `summary: hello says hello
discover:
    how: fmf
execute:
    how: tmt
`,
  'tests/hello/main.fmf': `summary: The greeting is there
test: hello | grep Hello
`,
};

/** What the pull request brings: a better greeting. */
export const IMPROVEMENT: Files = {
  'hello.c': String(PROJECT['hello.c']).replace('Hello, world!', 'Hello, packager!'),
};

/** The second commit: it leans on a function that the newest compiler no longer accepts without its header. */
export const MISTAKE: Files = {
  'hello.c': `#include <stdio.h>

int main(void) {
    printf("Hello, %s!\\n", getenv("USER"));
    return 0;
}
`,
};
export const BROKEN_CHROOT = 'fedora-rawhide-x86_64';
