import { quote } from '../../model/shell-words.ts';
import type { CommandSpec, OptionSpec } from '../command-spec.ts';
import { optionsOf } from '../help-text.ts';
import { offerOf, type Offer } from './values.ts';

const optionWords = (name: string, { alias, ...spec }: OptionSpec): readonly string[] => [
  `--${spec.default === true ? 'no-' : ''}${name}`,
  ...(alias === undefined ? [] : [`-${alias}`]),
];

const allOptions = (command: CommandSpec): readonly (readonly [string, OptionSpec])[] =>
  Object.entries(optionsOf(command));

/** Sets `kind`, and `list` where the words are known. */
const assignment = (offer: Offer): string =>
  offer.kind === 'words' ? `kind=words list=${quote(offer.words.join(' '))}` : `kind=${offer.kind}`;

const valueCases = (command: CommandSpec): readonly string[] =>
  allOptions(command)
    .filter(([, { type }]) => type === 'string')
    .map(([name, { complete, value }]) => {
      const offer = complete === undefined ? 'kind=any' : assignment(offerOf(complete, value));
      return `    '${command.name} --${name}') ${offer} ;;`;
    });

const positionalCases = ({ name, positionals = {} }: CommandSpec): readonly string[] =>
  Object.values(positionals).flatMap(({ complete, array }, index) =>
    complete === undefined
      ? []
      : [
          `    '${name} '${array === true ? (index === 0 ? '*' : `[!0]*`) : String(index)}) ${assignment(offerOf(complete))} ;;`,
        ],
  );

/**
 * Completion for bash. It starts no program, so that a press of the key takes no time: names of
 * profiles and folders of results are looked up by the shell.
 */
export const bashCompletion = (
  commands: readonly CommandSpec[],
  profileFolder: string,
): string => `# Completion of emulate for bash. Made by 'emulate completion bash'.
_emulate() {
  local cur prev word command='' kind='' list='' options='' at=0 i path
  cur=\${COMP_WORDS[COMP_CWORD]}
  prev=\${COMP_WORDS[COMP_CWORD - 1]}
  COMPREPLY=()
  # bash takes --option=value apart at the sign.
  local sign=''
  if [[ $cur == '=' ]]; then
    cur='' sign=1
  elif [[ $prev == '=' ]]; then
    prev=\${COMP_WORDS[COMP_CWORD - 2]} sign=1
  fi
  for ((i = 1; i < COMP_CWORD; i++)); do
    word=\${COMP_WORDS[i]}
    [[ $word == -- ]] && return
    [[ $word == '=' || \${COMP_WORDS[i - 1]} == '=' ]] && continue
    if [[ -z $command ]]; then
      case $word in
        ${commands.map(({ name }) => name).join(' | ')})
          command=$word
          continue
          ;;
      esac
    fi
    case "\${command:-run} \${COMP_WORDS[i - 1]}" in
      ${commands
        .flatMap((command) =>
          allOptions(command)
            .filter(([, { type }]) => type === 'string')
            .map(([name]) => `'${command.name} --${name}'`),
        )
        .join(' | ')}) ;;
      *) [[ $word == -* ]] || ((at++)) ;;
    esac
  done
  case "\${command:-run} $prev" in
${commands.flatMap(valueCases).join('\n')}
  esac
  [[ -z $kind && -n $sign ]] && return
  if [[ -z $kind && $cur == -* ]]; then
    case \${command:-run} in
${commands
  .map(
    (command) =>
      `      ${command.name}) options='${allOptions(command)
        .flatMap(([name, spec]) => optionWords(name, spec))
        .join(' ')}' ;;`,
  )
  .join('\n')}
    esac
    COMPREPLY=($(compgen -W "$options" -- "$cur"))
    return
  fi
  if [[ -z $kind && -z $command ]]; then
    COMPREPLY=($(compgen -W '${commands.map(({ name }) => name).join(' ')}' -- "$cur"))
    return
  fi
  [[ -n $kind ]] || case "$command $at" in
${commands.flatMap(positionalCases).join('\n')}
  esac
  case $kind in
    any) compopt +o default 2> /dev/null ;;
    words)
      compopt +o default 2> /dev/null
      COMPREPLY=($(compgen -W "$list" -- "$cur"))
      [[ \${COMPREPLY[0]-} == *= ]] && compopt -o nospace 2> /dev/null
      ;;
    profile)
      compopt -o filenames 2> /dev/null
      for path in ${quote(profileFolder)}/*.yaml; do
        path=\${path##*/}
        [[ $path == "$cur"* ]] && COMPREPLY+=("\${path%.yaml}")
      done
      mapfile -t -O \${#COMPREPLY[@]} COMPREPLY < <(
        compgen -f -X '!*.y*ml' -- "$cur"
        compgen -d -- "$cur"
      )
      ;;
    results)
      compopt -o filenames 2> /dev/null
      for path in results/*/manifest.json; do
        path=\${path%/manifest.json}
        [[ -d $path && $path == "$cur"* ]] && COMPREPLY+=("$path")
      done
      [[ -n $COMPREPLY ]] || mapfile -t COMPREPLY < <(compgen -f -- "$cur")
      ;;
    folder)
      compopt -o filenames 2> /dev/null
      mapfile -t COMPREPLY < <(compgen -d -- "$cur")
      ;;
    file)
      compopt -o filenames 2> /dev/null
      mapfile -t COMPREPLY < <(compgen -f -- "$cur")
      ;;
  esac
} &&
  complete -o default -F _emulate emulate
`;
