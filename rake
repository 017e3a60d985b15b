#!/bin/sh
# Sets up rakenlp in .venv beside this script and runs it. Plain POSIX sh: dash, ash, bash and macOS sh.
# `./rake help` tells what it can do and which variables it reads.
set -eu
unset CDPATH PYTHONHOME

usage() {
    cat <<'TEXT'
rakenlp: from a form export to phenomena, flags and a kooste.

  ./rake demo [ARGS]         analyse the example that ships; writes demo/kooste.html and tables
  ./rake test [PYTEST ARGS]  run the tests, on up to four CPUs (-n 0: on one)
  ./rake test --minimum [PYTEST ARGS]   run them with the lowest versions that pyproject.toml allows
  ./rake test --newest [PYTEST ARGS]    run them with the newest versions of everything
  ./rake check [--coverage]  ruff, mypy and the tests; with the share of lines and branches that these run
  ./rake docs                the guides and the reference as pages: docs/_build/html/index.html
  ./rake tools               get what some tests of pages and the service need: Chromium, axe-core, schemathesis
  ./rake doctor              what is installed, what is missing and how to get it
  ./rake analyse FILE --out DIR     analyse your own export (csv, xlsx, json)
  ./rake validate FILE       only check how an export is read
  ./rake kooste DIR --out FILE      write a kooste from a saved analysis
  ./rake slides DIR|FILE --out FILE.html   the kooste as slides, for a quarter of an hour
  ./rake tables DIR|FILE --out DIR  tables for reporting systems (--format csv, parquet, xlsx)
  ./rake report DIR|FILE --phenomenon ID --out FILE   draft a social report (.docx, .html, .md)
  ./rake rake-vartti DIR|FILE --phenomenon ID --out FILE   one page on a phenomenon for a team
  ./rake check-tables FILE...       whether a hidden small count can be worked out of what is published
  ./rake hand-over DIR|FILE --county NAME --out DIR   aggregates of a county, without texts, for a comparison
  ./rake compare COUNTY=SOURCE... --out DIR   counties side by side
  ./rake mask TEXT|FILE             mask names and identifiers in a text or a table
  ./rake register FILE history      decisions of the register (or phenomena, flags, reports, export, import)
  ./rake triage TEXT|FILE           what a submission is about; in what order to read those of a file
  ./rake vectors train FILE --out DIR   lemma vectors of your own archive
  ./rake serve [MODEL]       the HTTP service of triage and decisions, on this machine only
  ./rake setup [EXTRA ...]   set up only; extras: excel parquet plot report server pure dask notebook docs dev
  ./rake python [ARGS]       the Python of this project
  ./rake help                this text

The first run makes .venv and installs what the task needs (a few minutes, needs the network).
Later runs start in seconds and need no network.

Variables:
  RAKE_NATIVE=no        leave the system alone and use the pure Python version of Voikko (slower)
  RAKE_PYTHON=PATH      the Python to make .venv with (3.11-3.14); otherwise the first one that fits

Suomeksi: aloita komennolla ./rake demo, ohjeet suomeksi saat komennolla ./rake demo --help
TEXT
}

say() { printf 'rake: %s\n' "$*" >&2; }
fail() { say "$*"; exit 1; }
lacks() { case " $1 " in *" $2 "*) return 1 ;; esac; }

# --- the project's folder -------------------------------------------------------------------------------

caller=$(pwd)
script=$0
while [ -L "$script" ]; do
    target=$(readlink "$script")
    case $target in
        /*) script=$target ;;
        *) script=$(dirname "$script")/$target ;;
    esac
done
cd "$(dirname "$script")"
root=$(pwd -P)
venv_python=$root/.venv/bin/python
stamp=.venv/rake.stamp
tools=$root/.venv/tools

# --- the system's packages ------------------------------------------------------------------------------

may_use_sudo() {  # without a password, or by asking where someone who may use it can answer
    command -v sudo >/dev/null 2>&1 || return 1
    sudo -n true >/dev/null 2>&1 && return 0
    [ -t 0 ] || return 1
    for group in $(id -Gn); do
        case $group in sudo | wheel | admin) return 0 ;; esac
    done
    return 1
}

as_root() {
    if [ "$(id -u)" -eq 0 ]; then
        "$@"
    elif sudo -n true >/dev/null 2>&1; then
        sudo -n "$@"
    else
        sudo "$@"
    fi
}

can_apt() {
    command -v apt-get >/dev/null 2>&1 || return 1
    [ "$(id -u)" -eq 0 ] || may_use_sudo
}

apt_install() {  # the lists are fetched only if the first try does not find the packages
    apt_get install "$@" && return 0
    apt_get update && apt_get install "$@"
}

apt_get() {
    verb=$1
    shift
    output=$(as_root env DEBIAN_FRONTEND=noninteractive apt-get "$verb" -q -y -o DPkg::Lock::Timeout=120 \
        -o APT::Install-Recommends=false "$@" </dev/null 2>&1)
}

# --- Python ---------------------------------------------------------------------------------------------

python_fits() {
    command -v "$1" >/dev/null 2>&1 &&
        "$1" -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 14))' >/dev/null 2>&1
}

python_makes_venv() { "$1" -c 'import ensurepip, venv, ctypes' >/dev/null 2>&1; }

find_python() {  # sets python; prefers one that can make a venv without help
    if [ -n "${RAKE_PYTHON:-}" ] && ! python_fits "$RAKE_PYTHON"; then
        fail "RAKE_PYTHON=$RAKE_PYTHON does not run or is not Python 3.11-3.14"
    fi
    python=
    for candidate in ${RAKE_PYTHON:+"$RAKE_PYTHON"} python3 python3.13 python3.12 python3.11 python3.14 python; do
        python_fits "$candidate" || continue
        python_makes_venv "$candidate" && python=$candidate && return 0
        [ -n "$python" ] || python=$candidate
        [ "$candidate" != "${RAKE_PYTHON:-}" ] || break
    done
    if [ -n "$python" ]; then
        package=$("$python" -c 'import sys; print("python%d.%d-venv" % sys.version_info[:2])')
        if can_apt; then
            say "installing $package (apt-get): this Python cannot make a virtual environment"
            apt_install "$package" && python_makes_venv "$python" && return 0
            printf '%s\n' "$output" | tail -n 5 >&2
        fi
        fail "$python cannot make a virtual environment. Install it: sudo apt-get install $package"
    fi
    found=$(python3 --version 2>/dev/null || echo "no Python 3")
    if can_apt; then
        for package in python3 python3.13 python3.12 python3.11; do
            apt-cache show "$package" 2>/dev/null | grep -q '^Version: 3\.1[1-4]' || continue
            say "$found found; installing $package and $package-venv (apt-get)"
            apt_install "$package" "$package-venv" && python_makes_venv "$package" &&
                python=$package && return 0
        done
    fi
    say "rakenlp needs Python 3.11-3.14; found: $found. Install one and run this again:"
    say "  Debian 12+, Ubuntu 24.04+: sudo apt-get install python3 python3-venv"
    say "  Ubuntu 22.04:              sudo apt-get install python3.11 python3.11-venv"
    say "  Fedora:                    sudo dnf install python3"
    fail "  macOS:                     brew install python@3.13"
}

# Prints "native" or "pure"; fails if this is not the sound virtual environment it should be.
# The native library is tried by real use: it must load and know an inflected Finnish word.
look_inside() {
    "$1" - "$2" 2>/dev/null <<'PYTHON'
import ctypes, importlib.util, os, sys
if sys.argv[1] == "venv":
    sound = sys.prefix != sys.base_prefix and importlib.util.find_spec("pip")
    if not (sound and (3, 11) <= sys.version_info[:2] <= (3, 14)):
        sys.exit(1)
mac = sys.platform == "darwin"
name = "libvoikko.1.dylib" if mac else "libvoikko.so.1"
places = [""] + (["/opt/homebrew/lib/", "/usr/local/lib/"] if mac else [])
for place in places:
    try:
        voikko = ctypes.CDLL(place + name)
        error = ctypes.c_char_p()
        voikko.voikkoInit.restype = ctypes.c_void_p
        voikko.voikkoInit.argtypes = [ctypes.POINTER(ctypes.c_char_p), ctypes.c_char_p, ctypes.c_char_p]
        voikko.voikkoSpellCstr.argtypes = [ctypes.c_void_p, ctypes.c_char_p]
        handle = voikko.voikkoInit(ctypes.byref(error), b"fi", None)
        if handle and not error.value and voikko.voikkoSpellCstr(handle, b"asunnottomien") == 1:
            print("native")
            break
    except (OSError, AttributeError):
        continue
else:
    print("pure")
PYTHON
}

# --- Voikko ---------------------------------------------------------------------------------------------

native_install() {  # tries to get the native library; the result shows in the next look
    output=
    if [ "$(uname -s)" = Darwin ]; then
        hint="brew install libvoikko"
        if command -v brew >/dev/null 2>&1; then
            say "installing the Finnish morphology Voikko ($hint)"
            output=$(brew install libvoikko </dev/null 2>&1) || true
            return 0
        fi
        reason="Homebrew is not installed"
    elif command -v apt-get >/dev/null 2>&1; then
        hint="sudo apt-get install libvoikko1 voikko-fi"
        if can_apt; then
            say "installing the Finnish morphology Voikko (apt-get install libvoikko1 voikko-fi)"
            if apt_install libvoikko1 voikko-fi; then return 0; fi
            reason="apt-get failed: $(printf '%s\n' "$output" | grep '^E:' | head -n 1)"
        else
            reason="no administrator rights"
        fi
    elif command -v dnf >/dev/null 2>&1; then
        hint="sudo dnf install libvoikko voikko-fi"
        reason="it is not installed"
    else
        hint="see ./rake doctor"
        reason="it is not installed"
    fi
}

choose_voikko() {  # $1 python, $2 what a look told; sets voikko
    voikko=${2:-pure}
    if [ "${RAKE_NATIVE:-}" = no ] || [ "${RAKENLP_VOIKKO:-}" = pure ]; then
        voikko=pure
        RAKENLP_VOIKKO=pure
        export RAKENLP_VOIKKO
        return 0
    fi
    [ "$voikko" = pure ] || return 0
    if [ "$task" != setup ] && ! lacks "$extras_have" pure; then return 0; fi
    hint=""
    reason="it does not work after the installation"
    native_install
    voikko=$(look_inside "$1" any) || voikko=pure
    if [ "$voikko" = native ]; then return 0; fi
    say "going on with the pure Python Voikko (slower): no native Voikko, $reason; to get it: $hint"
}

# --- the virtual environment ----------------------------------------------------------------------------

signature() {
    { cat pyproject.toml; printf '%s\n' "$root"; } | cksum
}

prepare() {  # $@: the extras that the task needs
    need=$*
    extras_have=
    if [ -f "$stamp" ]; then extras_have=$(sed -n 2p "$stamp"); fi
    if look=$(look_inside "$venv_python" venv); then
        choose_voikko "$venv_python" "$look"
    else
        [ -w . ] || fail "cannot write in $root: copy the project to a folder of your own"
        find_python
        choose_voikko "$python" "$(look_inside "$python" any)"
        if [ -e .venv ] || [ -L .venv ]; then
            say "making .venv again: the old one is broken"
            rm -rf .venv
        else
            say "making .venv with $("$python" --version 2>&1)"
        fi
        extras_have=
        output=$("$python" -m venv .venv 2>&1) || {
            printf '%s\n' "$output" | tail -n 20 >&2
            rm -rf .venv
            fail "could not make .venv"
        }
    fi
    if [ "$voikko" = pure ]; then need="$need pure"; fi
    extras=$extras_have
    for extra in $need; do
        if lacks "$extras" "$extra"; then extras="$extras $extra"; fi
    done
    extras=${extras# }
    if [ -f "$stamp" ] && [ "$extras" = "$extras_have" ] && [ "$(sed -n 1p "$stamp")" = "$(signature)" ]; then
        return 0
    fi
    [ -w .venv ] || fail "cannot write in $root/.venv: it belongs to another user"
    install_project
}

install_project() {
    printf 'unfinished\n%s\n' "$extras_have" >"$stamp"
    list=$(printf '%s' "$extras" | tr ' ' ',')
    say "installing rakenlp${list:+ with $list} (a few minutes the first time)"
    output=$(PIP_USER=0 PIP_DISABLE_PIP_VERSION_CHECK=1 "$venv_python" -m pip install --quiet --no-input \
        --prefer-binary --editable ".${list:+[$list]}" 2>&1) || {
        printf '%s\n' "$output" | tail -n 30 >&2
        fail "pip could not install rakenlp (above is what it said); nothing is lost, run this again when it is fixed"
    }
    { signature; printf '%s\n' "$extras"; } >"$stamp.new"
    mv "$stamp.new" "$stamp"
}

mac_library_path() {  # Python does not look into Homebrew's folder by itself
    [ "$(uname -s)" = Darwin ] || return 0
    for folder in /opt/homebrew/lib /usr/local/lib; do
        [ -e "$folder/libvoikko.1.dylib" ] || continue
        DYLD_FALLBACK_LIBRARY_PATH=$folder:${DYLD_FALLBACK_LIBRARY_PATH:-/usr/local/lib:/usr/lib}
        export DYLD_FALLBACK_LIBRARY_PATH
        return 0
    done
}

# --- tests ----------------------------------------------------------------------------------------------

workers() {  # how many processes share the tests: one for each CPU this process may use, at most four
    for argument in "$@" ${PYTEST_ADDOPTS:-}; do
        case $argument in  # what asks for one process, for another number, or cannot be had from several
            -n* | --numprocesses* | --dist* | no:xdist | -pno:xdist) return 0 ;;
            -s | --capture=no | --pdb* | --trace | --collect-only | --co) return 0 ;;
        esac
        [ ! -f "${argument%%::*}" ] || return 0  # the tests of a file stay together
    done
    "$venv_python" -c 'import joblib; print(min(4, joblib.cpu_count()))'
}

prepare_versions() {  # $1: minimum or newest; an environment of its own, beside .venv
    case $1 in
        minimum) candidates=python3.11 ;;
        newest) candidates="python3.14 python3.13 python3.12 python3.11" ;;
    esac
    python=
    for candidate in ${RAKE_PYTHON:-$candidates}; do
        if python_fits "$candidate" && python_makes_venv "$candidate"; then
            python=$candidate
            break
        fi
    done
    [ -n "$python" ] || fail "./rake test --$1 needs one of: ${RAKE_PYTHON:-$candidates}"
    place=.venv-$1
    venv_python=$root/$place/bin/python
    "$venv_python" -c "import pip" 2>/dev/null || "$python" -m venv --clear "$place"
    extras_have=
    choose_voikko "$venv_python" "$(look_inside "$venv_python" any)"
    extras=dev
    if [ "$voikko" = pure ]; then extras=dev,pure; fi
    if [ "$1" = minimum ]; then
        "$venv_python" tests/lowest_versions.py >"$place/constraints.txt"
        set -- --constraint "$place/constraints.txt"
    else
        set -- --upgrade --upgrade-strategy eager
    fi
    say "installing rakenlp with $extras into $place ($("$venv_python" --version 2>&1))"
    PIP_USER=0 PIP_DISABLE_PIP_VERSION_CHECK=1 "$venv_python" -m pip install --quiet --no-input --prefer-binary \
        "$@" --editable ".[$extras]" || fail "pip could not install these versions"
}

coverage=
exec_tests() {
    count=$(workers "$@") || count=1
    if [ "${count:-1}" -gt 1 ]; then
        export OMP_NUM_THREADS="${OMP_NUM_THREADS:-1}"  # the processes are as many as the CPUs already
        set -- -n "$count" --dist loadfile --no-loadscope-reorder "$@"
    fi
    # shellcheck disable=SC2086
    exec "$venv_python" ${coverage:+-m coverage run} -m pytest "$@"
}

# --- tasks ----------------------------------------------------------------------------------------------

task=${1:-help}
[ $# -eq 0 ] || shift
case $task in
    demo)
        prepare
        mac_library_path
        exec "$venv_python" -m rakenlp.cli demo "$@"
        ;;
    analyse | validate | triage | mask | slides | tables | hand-over | compare)
        wanted=excel
        case "$*" in *parquet*) wanted="excel parquet" ;; esac
        # shellcheck disable=SC2086
        prepare $wanted
        mac_library_path
        cd "$caller"
        exec "$venv_python" -m rakenlp.cli "$task" "$@"
        ;;
    serve)
        prepare server
        mac_library_path
        cd "$caller"
        exec "$venv_python" -m rakenlp.cli serve "$@"
        ;;
    kooste | report | rake-vartti)
        wanted=
        case "$*" in *.docx*) wanted="report plot" ;; esac
        case "$task" in report | rake-vartti) wanted="$wanted excel" ;; esac
        # shellcheck disable=SC2086
        prepare $wanted
        mac_library_path
        cd "$caller"
        exec "$venv_python" -m rakenlp.cli "$task" "$@"
        ;;
    register | check-tables | vectors | doctor)
        prepare
        mac_library_path
        cd "$caller"
        exec "$venv_python" -m rakenlp.cli "$task" "$@"
        ;;
    tools)
        prepare dev
        if can_apt; then
            say "installing a browser and its driver (apt-get install chromium chromium-driver)"
            apt_install chromium chromium-driver || say "apt-get failed: $(printf '%s\n' "$output" | grep '^E:' | head -n 1)"
        elif ! command -v chromedriver >/dev/null 2>&1; then
            say "no browser: install chromium and chromedriver yourself, or do without the tests of the page"
        fi
        # apart from .venv, whose packages it must not change
        # apart from each other too: axe-core is a script in its package, and nothing else of that is needed
        "$venv_python" -m venv "$tools" && "$tools/bin/python" -m pip install --quiet --no-input schemathesis &&
            "$tools/bin/python" -m pip install --quiet --no-input --no-deps axe-playwright-python ||
            fail "pip could not install schemathesis and axe-core"
        say "ready: ./rake check runs the tests of the service and of the pages in a browser too"
        ;;
    test)
        case ${1:-} in
            --minimum | --newest)
                versions=${1#--}
                shift
                prepare_versions "$versions"
                ;;
            *) prepare dev ;;
        esac
        mac_library_path
        PATH=$PATH:$tools/bin
        exec_tests "$@"
        ;;
    check)
        prepare dev
        mac_library_path
        PATH=$PATH:$tools/bin
        status=0
        "$venv_python" -m ruff check . || status=1
        "$venv_python" -m mypy || status=1
        if [ "${1:-}" = --coverage ]; then
            coverage=yes
            shift
            "$venv_python" -m coverage erase
        fi
        (exec_tests "$@") || status=1
        if [ -n "$coverage" ]; then
            "$venv_python" -m coverage combine --quiet
            "$venv_python" -m coverage report || status=1
        fi
        exit "$status"
        ;;
    docs)
        prepare docs excel plot report server
        mac_library_path
        "$venv_python" -m sphinx -E -W --keep-going -q -b html docs docs/_build/html "$@"
        say "ready: open docs/_build/html/index.html"
        ;;
    setup)
        for extra in "$@"; do
            lacks "excel parquet plot report server pure dask encoder vault notebook docs dev all" "$extra" || continue
            fail "no extra is called $extra; there are: excel parquet plot report server pure dask notebook docs dev all"
        done
        prepare "$@"
        say "ready: Voikko is $voikko${extras:+; extras: $extras}"
        ;;
    python)
        prepare
        mac_library_path
        cd "$caller"
        exec "$venv_python" "$@"
        ;;
    help | -h | --help)
        usage
        ;;
    *)
        usage >&2
        fail "unknown task: $task"
        ;;
esac
