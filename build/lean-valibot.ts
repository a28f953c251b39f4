import type { Plugin } from 'vite';
import { leanLibrary } from './lean-library.ts';

/** What a field that may be missing is told by, three times; `v.optional` alone is used here. */
const isMissable = (schema: string, sign: string): RegExp =>
  new RegExp(
    `${schema}\\.type ${sign} "exact_optional" .. (${schema}\\.type ${sign} "optional") .. ${schema}\\.type ${sign} "nullish"`,
    'g',
  );

/**
 * valibot without the Standard Schema interface, without messages and settings that are set for a schema, for all
 * or in a language, and without fallbacks: what a schema refuses is said to the log alone, in valibot's words.
 */
export const leanValibot = (): Plugin =>
  leanLibrary({
    name: 'lean-valibot',
    edits: {
      'valibot/dist/index.mjs': [
        {
          find: /function _standardSchema\(schema\) \{.*?\n\}(?=\n)/s,
          put: 'function _standardSchema(schema) { return schema; }',
        },
        {
          find: /function _addIssue\(context, label, dataset, config\$1, other\) \{.*?\n\}(?=\n)/s,
          put: `function _addIssue(context, label, dataset, config$1, other) {
	const expected = other?.expected ?? context.expects;
	const received = other?.received ?? _stringify(other && "input" in other ? other.input : dataset.value);
	if (context.kind === "schema") dataset.typed = false;
	(dataset.issues ??= []).push({
		message: \`Invalid \${label}: \${expected ? \`Expected \${expected} but r\` : "R"}eceived \${received}\`,
		path: other?.path
	});
}`,
        },
        {
          find: /function getGlobalConfig\(config\$1\) \{.*?\n\}(?=\n)/s,
          put: 'function getGlobalConfig() { return {}; }',
        },
        {
          find: /function getDefault\(schema, dataset, config\$1\) \{.*?\n\}(?=\n)/s,
          put: 'function getDefault(schema) { return schema.default; }',
        },
        { find: /else if \(valueSchema\.fallback !== void 0\) .*?;\n\t+(?=else if)/, put: '' },
        { find: / && !config\$1\.abortPipeEarly/, put: '' },
        { find: isMissable('valueSchema', '!=='), put: 'valueSchema.type !== "optional"' },
        { find: isMissable('valueSchema', '==='), put: 'valueSchema.type === "optional"' },
        { find: isMissable('discriminatorSchema', '!=='), put: 'discriminatorSchema.type !== "optional"' },
        { find: /\n\t\tmessage: message\$1,/g, put: '' },
        { find: /\n\t+origin: "\w+",/g, put: '' },
        { find: /\n\t\treference: \w+,/g, put: '' },
        { find: /\n\t\tasync: false,/g, put: '' },
      ],
    },
  });
