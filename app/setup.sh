# shellcheck shell=bash
# What app/run and tests/run share: the lists of packages, their installation, configuring and building.
# To be sourced by bash with `set -euo pipefail`, and `me` set to the name under which messages are printed.
# All messages go to standard error: standard output belongs to the program that is started afterwards.

root=$(cd "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/.." && pwd -P)

say() { printf '%s: %s\n' "${me:?}" "$*" >&2; }
fail() { say "$@"; exit 1; }

# --- Packages: one list for each purpose, a package and the reason for it on each line. The names are those of
# --- Debian 12 and Ubuntu 24.04, which agree on all of them.

packages_build()
{
    cat <<'END'
cmake               configures the build
ninja-build         runs the build
g++                 compiles C++20
qt6-base-dev        Qt 6: windows, and the library that the tests are written with
libqt6opengl6-dev   Qt Charts asks for it when the build is configured
qt6-charts-dev      draws the charts
qt6-svg-dev         writes and shows SVG pictures
qt6-tools-dev       teaches CMake how to build the translations
qt6-l10n-tools      builds the translations (lupdate, lrelease)
libpcap-dev         reads and makes recordings
libmnl-dev          asks the kernel for its sockets
libseccomp-dev      shuts the capture helper in: it may read packets and write them, and nothing else
zlib1g-dev          reads recordings compressed with gzip
libzstd-dev         reads recordings compressed with zstd
END
}

packages_run()
{
    cat <<'END'
qt6-qpa-plugins     connects Qt to the display, or to none
fontconfig          finds the fonts
fonts-dejavu-core   a font for the window and for pictures
END
    # Any font with Chinese glyphs will do. Where there is none, the smallest good one is taken: 2 MB to fetch,
    # while fonts-noto-cjk is 57 MB. An installed Noto is used as it is.
    if ! has_chinese_font; then
        echo "fonts-wqy-microhei  Chinese glyphs, which no installed font has"
    fi
    # Qt talks to Wayland through a plugin of its own. Wherever XWayland serves X programs, X is enough.
    if [[ -n ${WAYLAND_DISPLAY:-} && -z ${DISPLAY:-} ]]; then
        echo "qt6-wayland         opens windows on this display, which is Wayland without X"
    fi
}

packages_test()
{
    cat <<'END'
python3             generates large recordings and checks output
iproute2            makes the virtual cables on which live capture is tested
libcap2-bin         gives the capture helper its capabilities in one of those tests
xvfb                an invisible display for the tests of the real window
xdotool             presses keys and buttons in those tests
END
}

has_chinese_font() { [[ -n $(fc-list :lang=zh-cn family 2>/dev/null | head -n 1) ]]; }

# missing_packages PURPOSE...: the lines of these lists whose package is neither installed nor provided by another.
missing_packages()
{
    local present purpose name why
    present=" $(dpkg-query -W -f='${db:Status-Status}:${Package}, ${Provides}\n' |
        sed -n 's/^installed://p' | sed 's/([^)]*)//g' | tr -s ', \n' ' ') "
    for purpose in "$@"; do
        while read -r name why; do
            [[ $present == *" $name "* ]] || printf '%-20s%s\n' "$name" "$why"
        done < <("packages_$purpose")
    done
}

# Without dpkg the names can only be told.
refuse_other_systems()
{
    say "This is neither Debian nor Ubuntu, so nothing can be installed from here. tcplens needs (names as in Debian):"
    local purpose
    for purpose in "$@"; do
        "packages_$purpose" | sed 's/^/    /' >&2
    done
    say "Install what your system calls these, then start with TCPLENS_NO_INSTALL=1 to build with what is there."
    exit 1
}

# install_packages PURPOSE...: says what is missing and why, and installs it; nothing else is installed.
install_packages()
{
    [[ -z ${TCPLENS_NO_INSTALL:-} ]] || return 0
    if ! command -v dpkg-query >/dev/null || ! command -v apt-get >/dev/null; then
        refuse_other_systems "$@"
    fi
    local missing names command become=()
    mapfile -t missing < <(missing_packages "$@")
    ((${#missing[@]})) || return 0
    names=("${missing[@]%% *}")
    command="apt-get install --no-install-recommends -y ${names[*]}"
    say "These packages are needed and missing:"
    printf '    %s\n' "${missing[@]}" >&2
    if ((EUID != 0)); then
        command -v sudo >/dev/null || fail "Only root may install packages, and there is no sudo. As root, run: $command"
        # Where nobody can be asked for a password, sudo has to work without one.
        if ! { : </dev/tty; } 2>/dev/null && ! sudo -n true 2>/dev/null; then
            fail "Installing them takes a password, and there is no terminal to ask for it. Run: sudo $command"
        fi
        become=(sudo)
    fi
    say "Installing them: ${become[*]}${become:+ }$command"
    apt_install "${names[@]}" || fail "The installation failed. Put right what apt-get says above (a package not found in Ubuntu:" \
        "is the component 'universe' enabled?), or run it yourself: ${become[*]}${become:+ }$command"
    # What CMake searched for in vain may be there now.
    rm -f "$root"/build/*/.configured
}

# apt_install NAME...: with fresh lists only where the present ones do not know all names or lead to files long gone.
# Reads `become` of its caller.
apt_install()
{
    local apt=("${become[@]}" env DEBIAN_FRONTEND=noninteractive apt-get -o DPkg::Lock::Timeout=300 -o Dpkg::Use-Pty=0)
    local install=("${apt[@]}" install --no-install-recommends -y "$@")
    if apt-get --simulate install --no-install-recommends "$@" >/dev/null 2>&1; then
        "${install[@]}" </dev/null >&2 && return 0
    fi
    say "Fetching the current lists of packages first."
    "${apt[@]}" update </dev/null >&2 && "${install[@]}" </dev/null >&2
}

# Gives Qt what a bare system lacks and what it would complain about: UTF-8 (only the encoding is chosen here, the language
# stays) and a folder for sockets and locks.
complete_environment()
{
    if [[ -z ${LC_ALL:-} && $(locale charmap 2>/dev/null) != UTF-8 ]]; then
        export LC_CTYPE=C.UTF-8
    fi
    if [[ -z ${XDG_RUNTIME_DIR:-} ]]; then
        export XDG_RUNTIME_DIR=$root/build/runtime
        mkdir -p "$XDG_RUNTIME_DIR"
        chmod 700 "$XDG_RUNTIME_DIR"
    fi
}

# --- Building

# How many compilers fit: about 1.5 GB each, and no more than there are processors.
parallel_jobs()
{
    local kib limit cpus
    if [[ ${CMAKE_BUILD_PARALLEL_LEVEL:-} =~ ^[1-9][0-9]*$ ]]; then
        echo "$CMAKE_BUILD_PARALLEL_LEVEL"
        return
    fi
    cpus=$(nproc)
    kib=$(sed -n 's/^MemAvailable: *\([0-9]*\) kB$/\1/p' /proc/meminfo)
    if read -r limit 2>/dev/null </sys/fs/cgroup/memory.max && [[ $limit =~ ^[0-9]+$ ]] && ((limit / 1024 < kib)); then
        kib=$((limit / 1024))
    fi
    local jobs=$((kib / (1536 * 1024)))
    ((jobs >= 1)) || jobs=1
    echo $((jobs < cpus ? jobs : cpus))
}

# True if build/PRESET is configured for this very folder, and since the last change of the presets.
is_configured()
{
    local dir=$root/build/$1
    [[ -f $dir/build.ninja && -f $dir/.configured && ! $root/CMakePresets.json -nt $dir/.configured ]] &&
        grep -qxF "CMAKE_HOME_DIRECTORY:INTERNAL=$root" "$dir/CMakeCache.txt"
}

# True if all packages were there the last time, and neither dpkg nor the lists have changed since. A different display
# may need a different package, so that it belongs to the stamp.
packages_are_known()
{
    local stamp=$root/build/$1/.packages
    [[ -f $stamp && ! $root/app/setup.sh -nt $stamp && ! /var/lib/dpkg/status -nt $stamp ]] &&
        [[ $(<"$stamp") == "${WAYLAND_DISPLAY:+wayland}${DISPLAY:+x}" ]]
}

# Passes on what the build says; a build that finds nothing to do passes in silence.
show_build()
{
    local line announced=no
    while IFS= read -r line; do
        [[ $line != "ninja: no work to do." && $line != *"Re-checking globbed directories..." ]] || continue
        if [[ $announced == no ]]; then
            announced=yes
            say "Building build/$1 with at most $(parallel_jobs) jobs at a time. The first build takes some minutes."
        fi
        printf '%s\n' "$line"
    done
}

# prepare PRESET PURPOSE...: installs the packages of these purposes, configures and builds build/PRESET.
# When nothing has changed it takes a few hundredths of a second.
prepare()
{
    local preset=$1 dir=$root/build/$1
    shift
    if ! mkdir -p "$dir" 2>/dev/null || [[ ! -w $dir ]]; then
        fail "Cannot write to $dir. If it belongs to root, give it back: sudo chown -R $(id -un) \"$root/build\""
    fi
    # Two builds in one folder would spoil each other; the second waits. Closed before a program starts.
    exec 9>"$dir/.lock"
    flock 9
    if ! packages_are_known "$preset"; then
        install_packages "$@"
        if [[ -z ${TCPLENS_NO_INSTALL:-} ]]; then
            echo "${WAYLAND_DISPLAY:+wayland}${DISPLAY:+x}" >"$dir/.packages"
        fi
    fi
    if ! is_configured "$preset"; then
        say "Configuring build/$preset."
        rm -f "$dir/.configured"
        (cd "$root" && cmake --fresh --preset "$preset" </dev/null >&2) || fail "CMake could not configure build/$preset: see above."
        touch "$dir/.configured"
    fi
    cmake --build "$dir" --parallel "$(parallel_jobs)" </dev/null 2>&1 | show_build "$preset" >&2 ||
        fail "The build failed: see above."
    exec 9>&-
}
