//! Shell completion. The scripts ask the program, which knows the catalogue with the user's own additions.

use crate::bounce::Event;
use crate::builtin;
use crate::query::Field;
use crate::search::Search;
use crate::triage::breakdown::Mark;
use crate::user_files::CatalogueFiles;
use clap::Command;
use clap_complete::engine::{ArgValueCandidates, ArgValueCompleter, CompletionCandidate};
use clap_complete::env::{self, EnvCompleter, Shells};
use clap_complete::{CompleteEnv, Shell};
use std::ffi::{OsStr, OsString};
use std::io::{self, Write};
use std::path::Path;

/// The scripts set it to the name of their shell.
const ASKED_BY: &str = "BOUNCEDEX_COMPLETE";
const NAME: &str = "bouncedex";
const SHELLS: Shells<'static> = Shells(&[
    &OWN_BASH,
    &env::Elvish,
    &env::Fish,
    &env::Powershell,
    &OWN_ZSH,
]);

/// Answers the script of a shell; false if none asks.
pub(super) fn answer(command: impl Fn() -> Command) -> Result<bool, clap::Error> {
    if std::env::var_os(ASKED_BY).is_none() {
        return Ok(false);
    }
    let here = std::env::current_dir().ok();
    let asked = CompleteEnv::with_factory(command)
        .var(ASKED_BY)
        .shells(SHELLS);
    asked.try_complete(std::env::args_os(), here.as_deref())
}

/// Writes the script for a shell.
pub fn write(shell: Shell, out: &mut dyn Write) -> io::Result<()> {
    let script = SHELLS.completer(&shell.to_string());
    let script = script.ok_or(io::ErrorKind::Unsupported)?;
    script.write_registration(ASKED_BY, NAME, NAME, NAME, out)
}

/// The values of a field in the catalogue.
pub(super) fn values(field: Field) -> ArgValueCandidates {
    ArgValueCandidates::new(move || candidates(field).collect())
}

/// Terms of a query: the names of fields and their values.
pub(super) fn terms() -> ArgValueCompleter {
    ArgValueCompleter::new(|typed: &OsStr| typed.to_str().map(of_term).unwrap_or_default())
}

/// What can have happened to a message.
pub(super) fn events() -> ArgValueCandidates {
    ArgValueCandidates::new(|| Event::ALL.iter().map(|event| event.id().into()).collect())
}

/// What a cause can be marked with.
pub(super) fn marks() -> ArgValueCandidates {
    ArgValueCandidates::new(|| Mark::ALL.iter().map(|mark| mark.name().into()).collect())
}

fn of_term(typed: &str) -> Vec<CompletionCandidate> {
    let start = typed.trim_start_matches('!');
    let negation = &typed[..typed.len() - start.len()];
    let Some((name, value)) = start.split_once(':') else {
        let fields = Field::ALL.iter().copied();
        let fields = fields.filter(|field| !field.is_name() && !field.is_time());
        let meant = fields.filter(|field| field.id().starts_with(start));
        return meant
            .map(|field| CompletionCandidate::new(format!("{negation}{}:", field.id())))
            .collect();
    };
    let Some(field) = Field::from_start(name) else {
        return Vec::new();
    };
    let before = format!("{negation}{name}:");
    let meant = candidates(field).filter(|candidate| {
        let name = candidate.get_value().to_str();
        name.is_some_and(|name| name.starts_with(value))
    });
    meant
        .map(|candidate| candidate.add_prefix(&before))
        .collect()
}

fn candidates(field: Field) -> impl Iterator<Item = CompletionCandidate> {
    // Mistakes in a catalogue are reported by the commands that use it.
    let catalogue = CatalogueFiles::of_user().load();
    let search = Search::new(catalogue.unwrap_or(builtin::CATALOGUE));
    search
        .values(field)
        .into_iter()
        .map(CompletionCandidate::new)
}

/// A shell with a script of ours; it is answered like the others.
struct Own {
    shell: &'static dyn EnvCompleter,
    script: &'static str,
}

/// Bash breaks words at colons and equals signs, and replaces only what comes after the last of them.
const OWN_BASH: Own = Own {
    shell: &env::Bash,
    script: BASH,
};
/// No blank may follow the name of a field.
const OWN_ZSH: Own = Own {
    shell: &env::Zsh,
    script: ZSH,
};

impl EnvCompleter for Own {
    fn name(&self) -> &'static str {
        self.shell.name()
    }

    fn is(&self, name: &str) -> bool {
        self.shell.is(name)
    }

    fn write_registration(
        &self,
        _: &str,
        _: &str,
        _: &str,
        _: &str,
        out: &mut dyn Write,
    ) -> io::Result<()> {
        out.write_all(self.script.as_bytes())
    }

    fn write_complete(
        &self,
        command: &mut Command,
        words: Vec<OsString>,
        here: Option<&Path>,
        out: &mut dyn Write,
    ) -> io::Result<()> {
        self.shell.write_complete(command, words, here, out)
    }
}

const BASH: &str = r#"# Words are those of the line: bash breaks them at : and = as well, and replaces what comes after.
_bouncedex() {
    local words candidate IFS=$' \t\n'
    read -a words <<< "${COMP_LINE:0:COMP_POINT}"
    [[ ${COMP_LINE:0:COMP_POINT} == *[[:space:]] ]] && words+=("")
    local index=$((${#words[@]} - 1))
    local word=${words[index]}
    local kept=${word%"${word##*[:=]}"}
    COMPREPLY=()
    while IFS= read -r candidate || [[ -n $candidate ]]; do
        COMPREPLY+=("${candidate#"$kept"}")
    done < <(BOUNCEDEX_COMPLETE=bash _CLAP_IFS=$'\n' _CLAP_COMPLETE_INDEX=$index bouncedex -- "${words[@]}" 2> /dev/null)
    if [[ ${COMPREPLY-} == *: ]]; then
        compopt -o nospace 2> /dev/null
    elif [[ -e ${COMPREPLY-} ]]; then
        compopt -o filenames 2> /dev/null
    fi
}
complete -o bashdefault -F _bouncedex bouncedex
"#;

const ZSH: &str = r#"#compdef bouncedex
# What ends like the name of a field or folder goes on after it.
_bouncedex() {
    local candidate
    local -a open folders others
    for candidate in "${(@f)$(BOUNCEDEX_COMPLETE=zsh _CLAP_IFS=$'\n' _CLAP_COMPLETE_INDEX=$((CURRENT - 1)) bouncedex -- "${words[@]}" 2> /dev/null)}"; do
        case $candidate in
            '') ;;
            *'\:') open+=("$candidate") ;;
            */) folders+=("${candidate%/}") ;;
            *) others+=("$candidate") ;;
        esac
    done
    (( $#open )) && _describe -V 'terms' open -S ''
    (( $#folders )) && _describe -V 'folders' folders -S / -r /
    (( $#others )) && _describe -V 'values' others
}
if [[ $funcstack[1] == _bouncedex ]]; then
    _bouncedex "$@"
else
    compdef _bouncedex bouncedex
fi
"#;
