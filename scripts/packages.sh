#!/usr/bin/env bash
# Sourced by quickstart, test and npm's test:guest: installs what is missing through the system's package manager.
# Says so first; without the right to install it names the command and ends.

# package names by program: Debian and Ubuntu, then Fedora and its kin
missing_packages() {
  missing=()
  local rpm=$1
  command -v cc >/dev/null || if [ "$rpm" = rpm ]; then missing+=(gcc glibc-devel); else missing+=(gcc libc6-dev); fi
  command -v c++ >/dev/null || if [ "$rpm" = rpm ]; then missing+=(gcc-c++); else missing+=(g++); fi
  command -v git >/dev/null || missing+=(git)
  command -v fio >/dev/null || missing+=(fio)
}

install_missing_packages() {
  local manager=() family=deb missing
  if command -v apt-get >/dev/null; then
    manager=(apt-get install -y --no-install-recommends)
  elif command -v dnf >/dev/null; then
    manager=(dnf install -y) family=rpm
  fi
  missing_packages "$family"
  [ "${#missing[@]}" -gt 0 ] || return 0

  if [ "${#manager[@]}" -eq 0 ]; then
    echo "These programs are missing and there is no apt-get or dnf to install them with: ${missing[*]}" >&2
    echo "Install them with your system's package manager and run this again." >&2
    return 1
  fi
  local become=()
  if [ "$(id -u)" -ne 0 ]; then
    if command -v sudo >/dev/null && sudo -n true 2>/dev/null; then become=(sudo); fi
    if [ "${#become[@]}" -eq 0 ]; then
      # Measuring does without fio.
      if [ "${missing[*]}" = fio ]; then
        echo "fio is not installed; background load will not be available, and the tests that use fio will fail (sudo ${manager[*]} fio)." >&2
        return 0
      fi
      echo "Missing: ${missing[*]}. Install them and run this again:" >&2
      echo "  sudo ${manager[*]} ${missing[*]}" >&2
      return 1
    fi
  fi
  echo "Installing what is missing: ${missing[*]} (${manager[0]})" >&2
  if [ "$family" = deb ]; then
    "${become[@]}" env DEBIAN_FRONTEND=noninteractive apt-get update -qq >&2
  fi
  "${become[@]}" env DEBIAN_FRONTEND=noninteractive "${manager[@]}" "${missing[@]}" >&2
}

# Whether tests may have more installed than the program takes.
is_root_on_debian() {
  # shellcheck source=/dev/null
  [ "$(id -u)" -eq 0 ] && [ "$(. /etc/os-release && echo "$ID")" = debian ]
}

# Installs the packages after the first word for the tests of what that names. Where they cannot be had, those tests
# are skipped.
install_for_tests() {
  local of=$1
  shift
  [ "$#" -gt 0 ] || return 0
  echo "Installing what the tests of $of take: $* (apt-get)" >&2
  {
    apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends "$@"
  } >&2 || echo "They could not be installed; those tests will be skipped." >&2
}

# What the guest is built with and runs on, and what volumes are tested with.
install_packages_of_guest() {
  local missing=()
  is_root_on_debian && [ "$(uname -m)" = x86_64 ] || return 0
  command -v qemu-system-x86_64 >/dev/null || missing+=(qemu-system-x86)
  command -v debootstrap >/dev/null || missing+=(debootstrap)
  command -v mke2fs >/dev/null || missing+=(e2fsprogs)
  command -v mkfs.xfs >/dev/null || missing+=(xfsprogs)
  install_for_tests "the guest" "${missing[@]}"
}

# What reads exported tables, a page, the scripts for shells and the manual page. The Python modules are those of
# llama.cpp's comparison script.
install_packages_of_outputs() {
  local missing=()
  is_root_on_debian || return 0
  command -v sqlite3 >/dev/null || missing+=(sqlite3)
  /usr/bin/python3 -c 'import git' 2>/dev/null || missing+=(python3-git)
  /usr/bin/python3 -c 'import tabulate' 2>/dev/null || missing+=(python3-tabulate)
  command -v chromium >/dev/null || missing+=(chromium)
  command -v zsh >/dev/null || missing+=(zsh)
  command -v fish >/dev/null || missing+=(fish)
  command -v groff >/dev/null || missing+=(groff-base)
  install_for_tests "outputs" "${missing[@]}"
}

# What shards are spread with.
install_packages_of_shards() {
  local missing=()
  is_root_on_debian || return 0
  command -v slurmctld >/dev/null || missing+=(slurmctld)
  command -v slurmd >/dev/null || missing+=(slurmd)
  command -v sbatch >/dev/null || missing+=(slurm-client)
  command -v munged >/dev/null || missing+=(munge)
  command -v parallel >/dev/null || missing+=(parallel)
  install_for_tests "shards" "${missing[@]}"
}

# Node is the one thing that no step here can install.
check_node() {
  if ! command -v node >/dev/null || ! command -v npm >/dev/null; then
    echo "Node.js 20.19 or later with npm is needed; see https://nodejs.org/en/download" >&2
    return 1
  fi
  # shellcheck disable=SC2016 # JavaScript, not a shell string
  node -e '
    const [major, minor] = process.versions.node.split(".").map(Number);
    if (major > 20 || (major === 20 && minor >= 19)) process.exit(0);
    console.error(`Node.js 20.19 or later is needed, this is ${process.versions.node}`);
    process.exit(1);
  '
}

# npm ci empties node_modules first: only when the lock file has changed since.
install_node_modules() {
  if [ -f node_modules/.package-lock.json ] &&
    [ node_modules/.package-lock.json -nt package-lock.json ]; then
    return 0
  fi
  npm ci --no-audit --no-fund
}
