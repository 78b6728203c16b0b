//! Shell completion: through the protocol of the scripts, and in the shells that are installed.

use crate::program::{PROGRAM, folder, run};
use std::env;
use std::io::{self, Write};
use std::path::Path;
use std::process::{Command, Stdio};

/// The words of a line, the last of which is completed, and what is offered.
const LINES: [(&[&str], &[&str]); 12] = [
    (&["--provider", "gm"], &["gmail"]),
    (&["--provider=gm"], &["--provider=gmail"]),
    (&["explain", "--category", "p"], &["policy"]),
    (&["triage", "--action", "fix-a"], &["fix-authentication"]),
    (&["triage", "--by", "ca"], &["cause", "campaign"]),
    (&["triage", "--on", "new,r"], &["new,rising"]),
    (&["triage", "--event", "rej"], &["rejected"]),
    (&["--reason", "mailbox-f"], &["mailbox-full"]),
    (&["550", "prov"], &["provider:"]),
    (&["550", "!provider:gm"], &["!provider:gmail"]),
    (&["p:gm"], &["p:gmail"]),
    (&["catalogue", "list", "is:t"], &["is:temporary"]),
];

/// What the program offers to a shell.
fn offered(here: &Path, words: &[&str]) -> Vec<String> {
    let mut command = Command::new(PROGRAM);
    command.args(["--", "bouncedex"]).args(words);
    command.env("BOUNCEDEX_COMPLETE", "fish").current_dir(here);
    let output = command.env("XDG_CONFIG_HOME", here).output();
    let output = output.expect("a process");
    assert!(output.status.success(), "{words:?}");
    let text = String::from_utf8(output.stdout).expect("text");
    let values = text.lines().filter_map(|line| line.split('\t').next());
    values.map(str::to_owned).collect()
}

#[test]
fn values_are_completed_wherever_they_are_known() {
    let here = folder(&[("mail.log", b""), ("mailbox/x", b"")]);
    for (words, values) in LINES {
        assert_eq!(offered(here.path(), words), values, "{words:?}");
    }
    assert_eq!(offered(here.path(), &["tri"]), ["triage"]);
    assert_eq!(
        offered(here.path(), &["triage", "mail"]),
        ["mail.log", "mailbox/"]
    );
    assert_eq!(offered(here.path(), &["provider:nobody"]), [""; 0]);
    // Options without effect on a command are not offered.
    assert_eq!(offered(here.path(), &["man", "--"]), ["--help"]);
    assert_eq!(offered(here.path(), &["man", "tri"]), ["triage"]);
}

#[test]
fn providers_of_your_own_catalogue_are_completed() {
    let own = b"[[provider]]\nid = \"acme\"\nname = \"Acme\"\nkind = \"mailbox\"\nsources = [\"https://example.com\"]\n";
    let here = folder(&[("bouncedex/codes.toml", own)]);
    assert_eq!(offered(here.path(), &["--provider", "ac"]), ["acme"]);
    // One that cannot be read leaves what is built in.
    let here = folder(&[("bouncedex/codes.toml", b"[[provider]\n")]);
    assert_eq!(offered(here.path(), &["--provider", "gm"]), ["gmail"]);
}

/// What a shell's script, once loaded, offers for a line. Where the shell is not installed: `None`, which is said past the
/// capture of what tests print, or a failure in the gate.
fn offered_in(shell: &str, arguments: &[&str], here: &Path) -> Option<String> {
    let mut command = Command::new(shell);
    let program = Path::new(PROGRAM).parent().expect("a folder").to_owned();
    let path = env::var_os("PATH").unwrap_or_default();
    let path = env::join_paths([program].into_iter().chain(env::split_paths(&path)));
    command
        .args(arguments)
        .current_dir(here)
        .stdin(Stdio::null());
    command
        .env("PATH", path.expect("a path"))
        .env("XDG_CONFIG_HOME", here);
    let output = match command.output() {
        Ok(output) => output,
        Err(error) if env::var_os("EVERY_SHELL").is_none() => {
            let untested = format!("{shell} ({error}): its completions are not tested here\n");
            io::stderr().write_all(untested.as_bytes()).expect("said");
            return None;
        }
        Err(error) => panic!("{shell}: {error}"),
    };
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    let said = String::from_utf8_lossy(&output.stderr);
    assert_eq!(said, "", "{shell} {arguments:?}");
    Some(text)
}

/// The program's script for a shell, as a file.
fn with_script(shell: &str) -> tempfile::TempDir {
    let script = run(Path::new("."), &["completions", shell], "").out;
    folder(&[("script", script.as_bytes()), ("my mail.log", b"")])
}

#[test]
fn bash_replaces_what_comes_after_the_last_colon() {
    let here = with_script("bash");
    let read = "source ./script; complete -p bouncedex > complete; COMP_LINE=$1; COMP_POINT=${#1}; \
                _bouncedex 2> /dev/null; printf '%s\\n' \"${COMPREPLY[@]}\"";
    for (line, values) in [
        ("bouncedex --provider gm", "gmail\n"),
        ("bouncedex --provider=gm", "gmail\n"),
        ("bouncedex 550 provider:gm", "gmail\n"),
        ("bouncedex 550 prov", "provider:\n"),
        ("bouncedex triage --by ", "cause\nprovider\n"),
        ("bouncedex triage my\\ m", "my mail.log\n"),
    ] {
        let arguments = ["--norc", "-c", read, "bash", line];
        let text = offered_in("bash", &arguments, here.path());
        let Some(text) = text else { return };
        assert!(text.starts_with(values), "{line}: {text}");
    }
}

#[test]
fn fish_completes_the_same() {
    let here = with_script("fish");
    for (words, values) in LINES {
        let line = format!("bouncedex {}", words.join(" "));
        let ask = format!("source ./script; complete -C '{line}'");
        let Some(text) = offered_in("fish", &["--no-config", "-c", &ask], here.path()) else {
            return;
        };
        let text: Vec<_> = text
            .lines()
            .filter_map(|line| line.split('\t').next())
            .collect();
        assert_eq!(text, values, "{line}");
    }
}

#[test]
fn zsh_completes_the_same_and_leaves_no_blank_after_the_name_of_a_field() {
    let here = with_script("zsh");
    // In place of what only an interactive shell has.
    let read = "compdef() { }; _describe() { print -l -- ${(P)3} ${4-} }; source ./script; \
                words=(bouncedex $@); CURRENT=$#words; _bouncedex";
    for (words, values) in LINES {
        let mut arguments = vec!["-f", "-c", read, "zsh"];
        arguments.extend(words);
        let Some(text) = offered_in("zsh", &arguments, here.path()) else {
            return;
        };
        let text = text.replace("\\:", ":");
        let text: Vec<_> = text
            .lines()
            .map(|line| {
                let (value, help) = line.rsplit_once(':').unwrap_or((line, ""));
                let is_help = help.contains(' ') || help.starts_with(char::is_uppercase);
                if is_help { value } else { line }
            })
            .collect();
        let values: Vec<_> = values
            .iter()
            .copied()
            .chain(values[0].ends_with(':').then_some("-S"))
            .collect();
        assert_eq!(text, values, "{words:?}");
    }
}
