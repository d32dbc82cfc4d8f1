import { expect, test } from 'vitest';
import { readSpecSecurity } from '../../../src/model/security/spec-security.js';
import { madeCheckpoint } from '../../support/made-checkpoint.js';

const read = (spec: string) =>
  readSpecSecurity(madeCheckpoint({ 'spec.dump': spec, 'checkpoint/x.img': '' }, 'checkpoint/'));

/** All capabilities that a kernel of today knows (capability.h). */
const ALL = (
  'CHOWN DAC_OVERRIDE DAC_READ_SEARCH FOWNER FSETID KILL SETGID SETUID SETPCAP LINUX_IMMUTABLE ' +
  'NET_BIND_SERVICE NET_BROADCAST NET_ADMIN NET_RAW IPC_LOCK IPC_OWNER SYS_MODULE SYS_RAWIO ' +
  'SYS_CHROOT SYS_PTRACE SYS_PACCT SYS_ADMIN SYS_BOOT SYS_NICE SYS_RESOURCE SYS_TIME ' +
  'SYS_TTY_CONFIG MKNOD LEASE AUDIT_WRITE AUDIT_CONTROL SETFCAP MAC_OVERRIDE MAC_ADMIN SYSLOG ' +
  'WAKE_ALARM BLOCK_SUSPEND AUDIT_READ PERFMON BPF CHECKPOINT_RESTORE'
)
  .split(' ')
  .map((name) => `CAP_${name}`);

test('what --privileged gives', () => {
  const spec = {
    process: { capabilities: { bounding: ALL }, selinuxLabel: 'u:r:spc_t:s0' },
    linux: { devices: [{ path: '/dev/kmsg' }, { path: 7 }], namespaces: [{ type: 'pid' }] },
    annotations: { 'io.kubernetes.cri-o.SeccompProfilePath': 'Unconfined' },
  };
  expect(read(JSON.stringify(spec))).toEqual({
    capabilities: { bounding: ALL },
    noNewPrivileges: false,
    selinuxLabel: 'u:r:spc_t:s0',
    seccompProfile: false,
    seccompProfilePath: 'Unconfined',
    maskedPaths: [],
    readonlyPaths: [],
    devices: ['/dev/kmsg'],
    rootReadonly: false,
    namespaces: ['pid'],
    privileged: true,
  });
});

test('a container that is confined', () => {
  const spec = {
    process: {
      capabilities: { bounding: ['CAP_CHOWN'] },
      noNewPrivileges: true,
      apparmorProfile: 'containers-default',
    },
    root: { readonly: true },
    linux: { maskedPaths: ['/proc/kcore'], seccomp: { defaultAction: 'SCMP_ACT_ERRNO' } },
  };
  expect(read(JSON.stringify(spec))).toMatchObject({
    noNewPrivileges: true,
    apparmorProfile: 'containers-default',
    seccompProfile: true,
    seccompDefaultAction: 'SCMP_ACT_ERRNO',
    maskedPaths: ['/proc/kcore'],
    rootReadonly: true,
    privileged: false,
  });
});

test.each(['null', '[]', '{"process":5,"linux":[],"root":null}', '{"linux":{"maskedPaths":"x"}}'])(
  'the forged specification %s',
  (spec) => {
    expect(read(spec)).toMatchObject({ maskedPaths: [], privileged: false });
  },
);
