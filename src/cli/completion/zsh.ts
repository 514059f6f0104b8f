import { quote } from '../../model/shell-words.ts';
import type { CommandSpec, OptionSpec } from '../command-spec.ts';
import { optionsOf } from '../help-text.ts';
import { offerOf, type Offer } from './values.ts';

/** In a specification of _arguments these end a part of it. */
const escape = (text: string): string => text.replaceAll(/[\\:[\]]/g, '\\$&');

const action = (offer: Offer): string => {
  switch (offer.kind) {
    case 'words': {
      const wantsValue = offer.words.some((word) => word.endsWith('='));
      const list = offer.words.map((word) => word.replaceAll(':', '\\:')).join(' ');
      return wantsValue ? `compadd -S '' -- ${list}` : `(${list})`;
    }
    case 'profile':
      return '_emulate_profiles';
    case 'results':
      return '_emulate_results';
    case 'folder':
      return '_files -/';
    case 'file':
      return '_files';
  }
};

const optionSpecs = ([name, spec]: readonly [string, OptionSpec]): readonly string[] => {
  const { alias, array, complete, describe, type, value } = spec;
  const long = `--${spec.default === true ? 'no-' : ''}${name}`;
  const offer = complete === undefined ? ' ' : action(offerOf(complete, value));
  const rest = `[${escape(describe)}]${type === 'string' ? `:${value ?? 'value'}:${offer}` : ''}`;
  const repeated = array === true || type === 'count' ? '*' : '';
  return [long, ...(alias === undefined ? [] : [`-${alias}`])].map((each) =>
    quote(`${repeated}${each}${rest}`),
  );
};

const positionalSpecs = ({ positionals = {} }: CommandSpec): readonly string[] =>
  Object.entries(positionals).map(([name, { array, complete }], index) =>
    quote(
      `${array === true ? '*' : String(index + 1)}:${name}:${complete === undefined ? ' ' : action(offerOf(complete))}`,
    ),
  );

const argumentsOf = (command: CommandSpec): string =>
  [...Object.entries(optionsOf(command)).flatMap(optionSpecs), ...positionalSpecs(command)].join(
    ' \\\n        ',
  );

/**
 * Completion for zsh. The shell has a builtin of the same name, whose completion this one replaces: the
 * program is called as 'command emulate' there, or by its path.
 */
export const zshCompletion = (
  commands: readonly CommandSpec[],
  profileFolder: string,
): string => `# Completion of emulate for zsh. Made by 'emulate completion zsh'.
# zsh has a builtin of this name: the program is called as 'command emulate', or by its path.
_emulate_profiles() {
  local -a names
  names=(${quote(profileFolder)}/*.yaml(N:t:r))
  _alternative 'profiles:profile:compadd -a names' 'files:file:_files -g "*.(yaml|yml)"'
}
_emulate_results() {
  local -a folders
  folders=(results/*/manifest.json(N:h))
  _alternative 'results:folder of results:compadd -f -a folders' 'files:file:_files'
}
_emulate_program() {
  local command=run
  local -i i named=0
  for ((i = 2; i < CURRENT; i++)); do
    case $words[i] in
      --)
        _files
        return
        ;;
      ${commands.map(({ name }) => name).join('|')})
        command=$words[i] named=1
        words=("$words[1]" "\${(@)words[i+1,-1]}")
        ((CURRENT -= i - 1))
        break
        ;;
    esac
  done
  if ((! named)) && [[ $words[CURRENT] != -* && $words[CURRENT-1] != -* ]]; then
    local -a commands
    commands=(
${commands.map(({ name, describe }) => `      ${quote(`${name}:${describe}`)}`).join('\n')}
    )
    _describe command commands
    return
  fi
  case $command in
${commands
  .map(
    (command) => `    ${command.name})
      _arguments -S \\
        ${argumentsOf(command)}
      ;;`,
  )
  .join('\n')}
  esac
}
compdef _emulate_program emulate
`;
