import { chmod, mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import process from 'node:process';
import { execa } from 'execa';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import { callCli, packageFolder } from '../../support/command-line.ts';
import { fencesOf } from '../../support/document-commands.ts';
import { makeTemporaryFolder, type TemporaryFolder } from '../../support/temporary-folder.ts';

const whole = z.number().int().positive();
const words = z.record(z.string(), z.string()).optional();

/** The part of `batch/v1` that the manifest uses; a field that is not named here is a slip. */
const Job = z.strictObject({
  apiVersion: z.literal('batch/v1'),
  kind: z.literal('Job'),
  metadata: z.strictObject({ name: z.string() }),
  spec: z.strictObject({
    completions: whole,
    parallelism: whole,
    completionMode: z.literal('Indexed'),
    backoffLimitPerIndex: whole,
    podFailurePolicy: z.strictObject({
      rules: z.array(
        z.strictObject({
          action: z.enum(['Ignore', 'FailJob', 'FailIndex', 'Count']),
          onPodConditions: z.array(z.strictObject({ type: z.string() })).optional(),
          onExitCodes: z
            .strictObject({
              containerName: z.string(),
              operator: z.enum(['In', 'NotIn']),
              values: z.array(whole),
            })
            .optional(),
        }),
      ),
    }),
    template: z.strictObject({
      metadata: z.strictObject({ labels: z.record(z.string(), z.string()) }),
      spec: z.strictObject({
        restartPolicy: z.literal('Never'),
        terminationGracePeriodSeconds: whole,
        hostNetwork: z.boolean(),
        nodeSelector: words,
        affinity: z.strictObject({
          podAntiAffinity: z.strictObject({
            requiredDuringSchedulingIgnoredDuringExecution: z.array(
              z.strictObject({
                topologyKey: z.string(),
                labelSelector: z.strictObject({ matchLabels: words }),
              }),
            ),
          }),
        }),
        containers: z.tuple([
          z.strictObject({
            name: z.string(),
            image: z.string(),
            command: z.array(z.string()),
            args: z.array(z.string()),
            resources: z.strictObject({
              requests: z.record(z.string(), z.unknown()),
              limits: z.record(z.string(), z.unknown()),
            }),
            securityContext: z.strictObject({
              allowPrivilegeEscalation: z.boolean(),
              capabilities: z.strictObject({ drop: z.array(z.string()) }),
              seccompProfile: z.strictObject({ type: z.string() }),
            }),
            volumeMounts: z.array(z.strictObject({ name: z.string(), mountPath: z.string() })),
          }),
        ]),
        volumes: z.array(
          z.strictObject({
            name: z.string(),
            persistentVolumeClaim: z.strictObject({ claimName: z.string() }),
          }),
        ),
      }),
    }),
  }),
});

const readManifest = async (): Promise<z.infer<typeof Job>> => {
  const text = await readFile(join(packageFolder, 'docs/sharding.md'), 'utf8');
  const fence = fencesOf(text).find(({ lines }) => lines.includes('kind: Job'));
  return Job.parse(parse(fence?.lines.join('\n') ?? ''));
};

let folder: TemporaryFolder;
const at = (...names: readonly string[]): string => join(folder.path, ...names);

beforeEach(async () => {
  folder = await makeTemporaryFolder();
  await mkdir(at('bin'));
});
afterEach(async () => {
  await folder[Symbol.asyncDispose]();
});

/** Puts a program in the place of `emulate` that notes its words, makes its folder and does `what`. */
const standIn = async (what: string): Promise<void> => {
  const script = `#!/bin/sh\nprintf '%s\\n' "$@" > "$NOTED"\nmkdir -p "$7"\n${what}\n`;
  await writeFile(at('bin/emulate'), script);
  await chmod(at('bin/emulate'), 0o755);
};

/** What the pod of an index runs, with the volume in the temporary folder. */
const startPod = async (index: number) => {
  const { command, args } = (await readManifest()).spec.template.spec.containers[0];
  const [shell = '', ...rest] = [...command, ...args].map((word) =>
    word.replaceAll('/shared/', `${at('shared')}/`),
  );
  return execa(shell, rest, {
    reject: false,
    env: {
      PATH: `${at('bin')}:${process.env['PATH'] ?? ''}`,
      NOTED: at('words'),
      JOB_COMPLETION_INDEX: String(index),
    },
  });
};

const notedWords = async (): Promise<readonly string[]> =>
  (await readFile(at('words'), 'utf8')).trimEnd().split('\n');

describe('the documented manifest for Kubernetes', () => {
  it('keeps its pods apart and mounts what it declares', async () => {
    const { template, podFailurePolicy } = (await readManifest()).spec;
    const [container] = template.spec.containers;
    const [term] =
      template.spec.affinity.podAntiAffinity.requiredDuringSchedulingIgnoredDuringExecution;
    expect(term?.labelSelector.matchLabels).toEqual(template.metadata.labels);
    expect(container.volumeMounts.map(({ name }) => name)).toEqual(
      template.spec.volumes.map(({ name }) => name),
    );
    expect(container.resources.limits).toEqual(container.resources.requests);
    expect(podFailurePolicy.rules[1]?.onExitCodes?.containerName).toBe(container.name);
  });

  it('gives every pod a shard of the plan, with options that are taken', async () => {
    await standIn('exit 0');
    const { completions } = (await readManifest()).spec;
    const model = at('shared/model.gguf');
    await mkdir(at('shared'));
    await callCli(['model', 'make', '--shape', 'tiny', '--out', model]);
    for (let index = 0; index < completions; index += 1) {
      expect((await startPod(index)).exitCode).toBe(0);
      const words = await notedWords();
      expect(words).toContain(`${index + 1}/${completions}`);
      const planned = await callCli([...words, '--dry-run']);
      expect([planned.code, planned.err]).toEqual([0, '']);
    }
    const shards = Array.from({ length: completions }, (_, index) => String(index + 1));
    expect((await readdir(at('shared/shards'))).toSorted()).toEqual(shards);
  });

  it('takes a sweep with unproven points for complete, and no other end', async () => {
    await standIn('exit 3');
    expect((await startPod(0)).exitCode).toBe(0);
    expect(await readdir(at('shared/shards'))).toEqual(['1']);
    await standIn('exit 5');
    expect((await startPod(1)).exitCode).toBe(5);
    expect(await readdir(at('shared/shards'))).toEqual(['1']);
  });

  it('measures a shard once', async () => {
    await standIn('exit 0');
    await startPod(0);
    await standIn('exit 1');
    expect((await startPod(0)).exitCode).toBe(0);
  });

  it('has a pod that is asked to end wait for the measurement to end', async () => {
    // It asks the shell of its pod to end as soon as that has set its trap for SIGTERM (bit 14), and ends
    // like emulate, some time after it was asked to.
    await standIn(
      [
        `trap 'sleep 0.2; touch "$NOTED.done"; exit 143' TERM`,
        "until grep -q '^SigCgt:.*[4-7c-f]...$' /proc/$PPID/status; do :; done",
        'kill -TERM $PPID',
        'while :; do sleep 0.05; done',
      ].join('\n'),
    );
    expect((await startPod(0)).exitCode).toBe(143);
    expect(await readdir(folder.path)).toContain('words.done');
  });
});
