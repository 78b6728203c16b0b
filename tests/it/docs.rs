//! README and `docs/` are correct: their commands run, and their links lead somewhere.

use crate::program::{PROGRAM, folder};
use bouncedex::CATALOGUE;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::{env, fs};

/// Commands that need more than a shell and the program: another machine, a running service, a package, a display.
const NOT_RUN: [&str; 16] = [
    "sudo ",
    "ssh ",
    "cargo ",
    "journalctl ",
    "pbpaste",
    "--follow",
    "tail -f",
    "python",
    "pip ",
    "clickhouse",
    "docker",
    "podman",
    "promtool",
    "curl -s …",
    "kcat ",
    "duckdb ",
];
/// `scripts/check-packages.sh` runs its commands, on what a release consists of.
const INSTALL: &str = "docs/install.md";

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn read(page: &Path) -> String {
    fs::read_to_string(page).unwrap_or_else(|error| panic!("{}: {error}", page.display()))
}

fn pages() -> Vec<PathBuf> {
    let docs = fs::read_dir(root().join("docs")).expect("a folder");
    let docs = docs.map(|page| page.expect("a page").path());
    let named = ["README.md", "CONTRIBUTING.md", "ARCHITECTURE.md"].map(|name| root().join(name));
    docs.chain(named)
        .filter(|page| page.extension().is_some_and(|kind| kind == "md"))
        .collect()
}

/// The commands of a page's shell blocks: a line each, but for what is fed from the lines below it.
fn commands(text: &str) -> Vec<&str> {
    let blocks = text.split("```").skip(1).step_by(2);
    let blocks = blocks.filter_map(|block| block.strip_prefix("sh\n"));
    let commands = blocks.flat_map(|block| {
        let is_one = block.contains("<<");
        block.split(move |c| c == '\n' && !is_one)
    });
    commands
        .filter(|command| !command.trim().is_empty())
        .collect()
}

#[test]
fn every_command_of_the_documentation_runs() {
    let mail_log = include_bytes!("../fixtures/mail.log");
    let here = folder(&[
        ("mail.log", mail_log),
        ("mail.log.1", include_bytes!("../fixtures/quiet.log")),
        ("logs/mail.log", mail_log),
        (
            "bounces/1.eml",
            include_bytes!("../fixtures/mails/report.eml"),
        ),
        (
            "Maildir/.Bounces/1.eml",
            include_bytes!("../fixtures/mails/report.eml"),
        ),
        (
            "webhook.json",
            b"{\"event\": \"bounce\", \"email\": \"jo@example.org\", \"reason\": \"550 5.1.1 User unknown\"}",
        ),
        ("replies.tsv", b"1\t550 5.1.1 User unknown\n"),
        (
            "events.jsonl",
            b"{\"event\":{\"reason\":\"550 5.1.1 User unknown\"}}\n",
        ),
    ]);
    let program = Path::new(PROGRAM).parent().expect("a folder").to_owned();
    let others = env::split_paths(&env::var_os("PATH").unwrap_or_default()).collect::<Vec<_>>();
    let path = env::join_paths([program].into_iter().chain(others)).expect("a path");
    let mut run = 0;
    for page in pages().iter().filter(|page| !page.ends_with(INSTALL)) {
        for command in commands(&read(page)) {
            if NOT_RUN.iter().any(|word| command.contains(word)) {
                continue;
            }
            // What comes after is another program's.
            let command = command.split(" | jq").next().unwrap_or(command);
            let command = command
                .replace("/var/spool/mail/bounces", "bounces")
                .replace("/etc/clickhouse-server/", "");
            let output = Command::new("bash")
                .args(["-c", &format!("set -o pipefail; {command}")])
                .current_dir(here.path())
                .env("PATH", &path)
                .env("HOME", here.path())
                .env("XDG_CONFIG_HOME", here.path())
                .stdin(Stdio::null())
                .output()
                .expect("bash");
            let status = output.status.code();
            let message = String::from_utf8_lossy(&output.stderr);
            assert!(
                matches!(status, Some(0 | 1)),
                "{}: {command}: {status:?} {message}",
                page.display()
            );
            run += 1;
        }
    }
    assert!(run >= 40, "{run} commands");
}

#[test]
fn every_link_of_the_documentation_leads_somewhere() {
    let mut links = 0;
    for page in pages() {
        let text = read(&page);
        for link in text
            .split("](")
            .skip(1)
            .filter_map(|rest| rest.split(')').next())
        {
            if link.contains("://") {
                continue;
            }
            let (file, anchor) = link.split_once('#').unwrap_or((link, ""));
            let file = if file.is_empty() {
                page.clone()
            } else {
                page.with_file_name(file)
            };
            assert!(file.exists(), "{}: {link}", page.display());
            let is_heading = |line: &str| line.starts_with('#') && anchor_of(line) == anchor;
            assert!(
                anchor.is_empty() || read(&file).lines().any(is_heading),
                "{}: {link}",
                page.display()
            );
            links += 1;
        }
    }
    assert!(links > 30, "{links} links");
}

/// The anchor that GitHub gives a heading.
fn anchor_of(heading: &str) -> String {
    let title = heading.trim_start_matches('#').trim().to_lowercase();
    let kept = title
        .chars()
        .filter(|c| c.is_alphanumeric() || matches!(c, ' ' | '-' | '_'));
    kept.map(|c| if c == ' ' { '-' } else { c }).collect()
}

#[cfg(feature = "explorer")]
#[test]
fn every_meaning_and_colour_of_a_theme_is_documented() {
    use bouncedex::explorer::styles::style_words;
    use bouncedex::explorer::theme::Meaning;

    let page = read(&root().join("docs/configuration.md"));
    for (name, _, what) in Meaning::ALL {
        assert!(page.contains(&format!("| `{name}` | {what} |")), "{name}");
    }
    for word in style_words() {
        let word = word.strip_prefix("bright-").unwrap_or(word);
        assert!(page.contains(&format!("`{word}`")), "{word}");
    }
}

/// The first that a newcomer sees. Only an ellipsis stands for lines that are left out.
#[test]
fn the_readme_opens_with_what_the_program_answers() {
    let readme = read(&root().join("README.md"));
    let example = readme.split("```console\n$ bouncedex explain '").nth(1);
    let (reply, rest) = example
        .and_then(|rest| rest.split_once('\''))
        .expect("a reply");
    let (shown, _) = rest.split_once("```").expect("its end");
    let explain = ["--no-config", "explain", reply];
    let explained = Command::new(PROGRAM)
        .args(explain)
        .output()
        .expect("it runs");
    let answer = String::from_utf8(explained.stdout).expect("text");
    let mut rest: Vec<_> = answer.lines().collect();
    for part in shown
        .trim_start_matches('\n')
        .split("\n…\n")
        .filter(|part| !part.is_empty())
    {
        let part: Vec<_> = part.lines().collect();
        let at = rest.windows(part.len()).position(|lines| lines == part);
        let is_first = rest.len() == answer.lines().count();
        assert!(
            at.is_some_and(|at| !is_first || at == 0),
            "{part:?}\nis not in its place in\n{answer}"
        );
        rest.drain(..at.unwrap_or_default() + part.len());
    }
}

#[test]
fn the_readme_says_how_many_providers_are_known() {
    let count = CATALOGUE.providers.len();
    let says = format!("the replies of {count} mailbox providers");
    assert!(read(&root().join("README.md")).contains(&says), "{says}");
}

/// Who decides within a minute whether to install it reads one page.
#[test]
fn the_readme_is_short() {
    let lines = read(&root().join("README.md")).lines().count();
    assert!(lines <= 90, "{lines} lines");
}
