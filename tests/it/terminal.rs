//! The program in a real pseudo-terminal: what it shows, and that it gives the terminal back however it ends.

use bouncedex::explorer::terminal::Session;
use portable_pty::{Child, CommandBuilder, ExitStatus, PtyPair, PtySize, native_pty_system};
use std::io::{self, Read, Write};
use std::num::NonZeroU16;
use std::path::PathBuf;
use std::process::Command;
use std::sync::{Arc, Mutex, MutexGuard};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};
use std::{env, fs};

pub(crate) const PROGRAM: &str = env!("CARGO_BIN_EXE_bouncedex");
const DEADLINE: Duration = Duration::from_secs(10);
const CTRL_C: &str = "\x03";
pub(crate) const ESC: &str = "\x1b";

/// What the program wrote, as bytes and as a screen.
pub(crate) struct Seen {
    bytes: Vec<u8>,
    parser: vt100::Parser,
}

impl Seen {
    fn screen(&self) -> &vt100::Screen {
        self.parser.screen()
    }

    /// The rows without the blanks at their ends.
    pub(crate) fn rows(&self) -> Vec<String> {
        let (_, width) = self.screen().size();
        let rows = self.screen().rows(0, width.get());
        rows.map(|row| row.trim_end().to_owned()).collect()
    }

    /// Whether the key line shows this.
    pub(crate) fn has_key(&self, key: &str) -> bool {
        self.rows().last().is_some_and(|line| line.contains(key))
    }

    /// The main screen without modes that would disturb a shell.
    fn is_restored(&self) -> bool {
        let screen = self.screen();
        !screen.alternate_screen() && !screen.bracketed_paste() && !screen.hide_cursor()
    }

    fn find(&self, text: &str) -> Option<usize> {
        let mut windows = self.bytes.windows(text.len());
        windows.position(|window| window == text.as_bytes())
    }
}

/// A terminal with a program in it.
pub(crate) struct Terminal {
    child: Box<dyn Child + Send + Sync>,
    pair: PtyPair,
    keyboard: Box<dyn Write + Send>,
    seen: Arc<Mutex<Seen>>,
    /// Reads until nobody can write any more.
    watcher: JoinHandle<()>,
    /// The modes before the program started.
    modes: String,
}

impl Terminal {
    pub(crate) fn open(command: CommandBuilder, columns: u16, rows: u16) -> Terminal {
        let pair = native_pty_system().openpty(size(columns, rows));
        let pair = pair.expect("a pseudo-terminal");
        let (shown_rows, shown_columns) = shown(columns, rows);
        let seen = Arc::new(Mutex::new(Seen {
            bytes: Vec::new(),
            parser: vt100::Parser::new(shown_rows, shown_columns, 0),
        }));
        let reader = pair.master.try_clone_reader().expect("a reader");
        Terminal {
            watcher: watch(reader, Arc::clone(&seen)),
            modes: modes(&pair),
            child: pair.slave.spawn_command(command).expect("a process"),
            keyboard: pair.master.take_writer().expect("a writer"),
            pair,
            seen,
        }
    }

    /// The explorer, once it can be used.
    fn explorer(columns: u16, rows: u16) -> Terminal {
        let terminal = Terminal::open(explorer(&[]), columns, rows);
        terminal.wait_for_frame("");
        // The cursor goes to its place last.
        terminal.wait_for("the cursor", |seen| {
            seen.screen().cursor_position() == (0, 3)
        });
        terminal
    }

    /// Waits for what `--print` prints after these keys.
    fn wait_for_frame(&self, keys: &str) {
        let (rows, columns) = self.seen().screen().size();
        let expected = frame(columns.get(), rows.get(), keys);
        self.wait_for(keys, |seen| seen.rows() == expected);
    }

    pub(crate) fn seen_rows(&self) -> Vec<String> {
        self.seen().rows()
    }

    fn seen(&self) -> MutexGuard<'_, Seen> {
        self.seen.lock().expect("what was seen")
    }

    pub(crate) fn wait_for(&self, what: &str, condition: impl Fn(&Seen) -> bool) {
        wait(|| condition(&self.seen()).then_some(()))
            .unwrap_or_else(|| panic!("no sight of {what}:\n{}", self.seen().rows().join("\n")));
    }

    pub(crate) fn press(&mut self, keys: &str) {
        let written = self.keyboard.write_all(keys.as_bytes());
        written.expect("a keyboard");
    }

    fn resize(&self, columns: u16, rows: u16) {
        let (shown_rows, shown_columns) = shown(columns, rows);
        let mut seen = self.seen();
        seen.parser.set_size(shown_rows, shown_columns);
        let resized = self.pair.master.resize(size(columns, rows));
        resized.expect("a size");
    }

    fn process(&self) -> u32 {
        self.child.process_id().expect("a process id")
    }

    pub(crate) fn signal(&self, name: &str) {
        let kill = format!("kill -{name} {}", self.process());
        let status = Command::new("sh").args(["-c", &kill]).status();
        assert!(status.expect("a shell").success(), "{kill}");
    }

    /// Waits for the process to end; the terminal must then be as it was.
    pub(crate) fn end(mut self) -> (ExitStatus, Seen) {
        let status = wait(|| self.child.try_wait().expect("a status"));
        let status = status.unwrap_or_else(|| panic!("no end:\n{}", self.seen().rows().join("\n")));
        assert_eq!(modes(&self.pair), self.modes);
        drop(self.pair.slave);
        wait(|| self.watcher.is_finished().then_some(())).expect("the end of the output");
        self.watcher.join().expect("all output");
        let seen = Arc::into_inner(self.seen).expect("what was seen");
        let seen = seen.into_inner().expect("what was seen");
        assert!(seen.is_restored(), "{:?}", seen.rows());
        (status, seen)
    }

    pub(crate) fn quit(mut self) -> Seen {
        self.press(CTRL_C);
        let (status, seen) = self.end();
        assert!(status.success(), "{status:?}");
        seen
    }
}

/// Asks until there is an answer, or for too long.
fn wait<T>(mut answer: impl FnMut() -> Option<T>) -> Option<T> {
    let start = Instant::now();
    loop {
        let given = answer();
        if given.is_some() || start.elapsed() > DEADLINE {
            return given;
        }
        thread::sleep(Duration::from_millis(5));
    }
}

fn watch(mut reader: Box<dyn Read + Send>, seen: Arc<Mutex<Seen>>) -> JoinHandle<()> {
    thread::spawn(move || {
        let mut buffer = [0; 1 << 16];
        while let Ok(count @ 1..) = reader.read(&mut buffer) {
            let Ok(mut seen) = seen.lock() else { return };
            seen.bytes.extend(&buffer[..count]);
            seen.parser.process(&buffer[..count]);
        }
    })
}

fn size(cols: u16, rows: u16) -> PtySize {
    PtySize {
        rows,
        cols,
        ..PtySize::default()
    }
}

/// The size of the screen that is looked at, rows first; it cannot be empty.
fn shown(columns: u16, rows: u16) -> (NonZeroU16, NonZeroU16) {
    let at_least_one = |size| NonZeroU16::new(size).unwrap_or(NonZeroU16::MIN);
    (at_least_one(rows), at_least_one(columns))
}

/// All settings of the terminal's driver: raw or not, echo, what its keys are.
fn modes(pair: &PtyPair) -> String {
    format!("{:?}", pair.master.get_termios().expect("modes"))
}

/// A program in an environment of which it only knows the terminal.
pub(crate) fn command(program: &str, arguments: &[&str]) -> CommandBuilder {
    let mut command = CommandBuilder::new(program);
    command.args(arguments);
    command.env_clear();
    command.env("TERM", "xterm-256color");
    command.env("PATH", env::var_os("PATH").unwrap_or_default());
    command.env("HOME", env!("CARGO_TARGET_TMPDIR"));
    command.cwd(env!("CARGO_TARGET_TMPDIR"));
    command
}

/// The rows that `--print` prints after these keys.
fn frame(columns: u16, rows: u16, keys: &str) -> Vec<String> {
    let size = format!("{columns}x{rows}");
    let mut printer = Command::new(PROGRAM);
    printer.args(["--no-config", "--print", &size, "--keys", keys]);
    let output = printer.output().expect("a frame");
    let text = String::from_utf8(output.stdout).expect("text");
    text.lines().map(str::to_owned).collect()
}

pub(crate) fn explorer(arguments: &[&str]) -> CommandBuilder {
    command(
        PROGRAM,
        &[&["--no-config", "--no-history"], arguments].concat(),
    )
}

/// A shell command, in which `$0` is the program.
fn shell(script: &str) -> CommandBuilder {
    command("sh", &["-c", script, PROGRAM])
}

#[test]
fn it_starts_with_search_line_tabs_a_result_and_the_key_line() {
    let terminal = Terminal::explorer(120, 36);
    let rows = terminal.seen().rows();
    assert!(rows[0].starts_with(" › type a code or words"), "{rows:#?}");
    assert!(rows[1].starts_with(" [All "), "{rows:#?}");
    assert!(rows.iter().any(|row| row.starts_with('▌')), "{rows:#?}");
    assert!(rows[35].contains("Esc quit"), "{rows:#?}");
    assert!(terminal.seen().screen().alternate_screen());
    assert!(terminal.seen().screen().bracketed_paste());
    terminal.quit();
}

#[test]
fn a_dumb_terminal_gets_text() {
    for (arguments, answer) in [
        (&["5.7.26", "gmail"][..], "PERMANENT"),
        (&["explain", "550 5.1.1 user unknown"], "User unknown"),
    ] {
        let mut command = explorer(arguments);
        command.env("TERM", "dumb");
        let (status, seen) = Terminal::open(command, 80, 60).end();
        assert!(status.success(), "{status:?}");
        assert!(seen.find(answer).is_some(), "{:?}", seen.rows());
        assert_eq!(seen.find(ESC), None, "{:?}", seen.rows());
    }
}

/// A terminal would break their lines in the middle of words.
#[test]
fn advice_on_a_terminal_is_broken_between_words() {
    let here = tempfile::tempdir().expect("a folder");
    let log = "Mar 14 00:00:01 mx1 postfix/smtp[7]: 4QwZ1: to=<ada@example.org>, relay=none, delay=1, delays=0/0/0/1, \
               dsn=4.4.1, status=deferred (connect to mx.example.org[192.0.2.1]:25: Connection timed out)\n";
    fs::write(here.path().join("mail.log"), log).expect("a log");
    let mut command = explorer(&["triage", "mail.log"]);
    command.cwd(here.path());
    command.env("TERM", "dumb");
    let (_, seen) = Terminal::open(command, 80, 60).end();
    let rows = seen.rows();
    let first = rows
        .iter()
        .position(|row| row.starts_with("1. "))
        .expect("a step");
    assert!(rows[first + 1].starts_with("   "), "{rows:?}");
}

/// All of the catalogue would run through it.
#[test]
fn a_dumb_terminal_is_told_what_can_be_asked() {
    let mut command = explorer(&[]);
    command.env("TERM", "dumb");
    let (_, seen) = Terminal::open(command, 80, 24).end();
    assert!(seen.find("give a query").is_some(), "{:?}", seen.rows());
    assert_eq!(seen.find("User unknown"), None, "{:?}", seen.rows());
}

#[test]
fn a_vt100_gets_no_colours() {
    for (name, is_coloured) in [("vt100", false), ("xterm", true)] {
        let mut command = explorer(&["5.7.26"]);
        command.env("TERM", name);
        let terminal = Terminal::open(command, 80, 24);
        terminal.wait_for("PERMANENT", |seen| seen.find("PERMANENT").is_some());
        let seen = terminal.quit();
        assert_eq!(seen.find("[38;5;").is_some(), is_coloured, "{name}");
    }
}

/// Where nobody knows what becomes of them, none are written.
#[test]
fn links_lead_somewhere_where_the_terminal_is_known_to_have_them() {
    for (named, has_links) in [
        (&[][..], false),
        (&[("TERM", "xterm-kitty")], true),
        (&[("TERM_PROGRAM", "vscode")], true),
        (&[("VTE_VERSION", "7600")], true),
        (&[("VTE_VERSION", "4999")], false),
        (
            &[("VTE_VERSION", "7600"), ("TMUX", "/tmp/tmux-0/default,1,0")],
            false,
        ),
    ] {
        let mut command = explorer(&["5.7.26", "gmail"]);
        named
            .iter()
            .for_each(|(name, value)| command.env(name, value));
        let mut terminal = Terminal::open(command, 100, 60);
        terminal.wait_for("the key line", |seen| seen.has_key("Esc"));
        terminal.press("\r");
        terminal.wait_for("reading", |seen| seen.has_key("n/p"));
        let before = terminal.seen_rows();
        let seen = terminal.quit();
        let link = "\x1b]8;;https://support.google.com/";
        assert_eq!(
            seen.find(link).is_some(),
            has_links,
            "{named:?}: {before:#?}"
        );
        assert_eq!(
            seen.find("\x1b]8;;\x1b\\").is_some(),
            has_links,
            "{named:?}"
        );
    }
}

#[test]
fn the_locale_decides_on_the_characters() {
    for (named, is_unicode) in [
        (&[][..], true),
        (&[("LANG", "C")], false),
        (&[("LANG", "en_US.UTF-8")], true),
        (&[("LANG", "C.utf8")], true),
        (&[("LANG", "de_DE.ISO-8859-1")], false),
        (&[("LANG", "en_US.UTF-8"), ("LC_ALL", "C")], false),
        (&[("LANG", "C"), ("LC_CTYPE", "C.UTF-8")], true),
        (&[("LANG", "en_US.UTF-8"), ("LC_ALL", "")], true),
    ] {
        let mut command = explorer(&["5.7.26"]);
        named
            .iter()
            .for_each(|(name, value)| command.env(name, value));
        let terminal = Terminal::open(command, 80, 24);
        terminal.wait_for("PERMANENT", |seen| seen.find("PERMANENT").is_some());
        terminal.wait_for("the key line", |seen| seen.has_key("Esc"));
        let seen = terminal.quit();
        let is_ascii = seen.bytes.iter().all(u8::is_ascii);
        assert_eq!(is_ascii, !is_unicode, "{named:?}");
    }
}

#[test]
fn typing_filters() {
    let mut terminal = Terminal::explorer(120, 36);
    terminal.press("5.7.26");
    terminal.wait_for_frame("5.7.26");
    let rows = terminal.seen().rows();
    assert!(rows[0].starts_with(" › 5.7.26  "), "{rows:#?}");
    let selected = rows.iter().find(|row| row.starts_with('▌'));
    assert!(
        selected.is_some_and(|row| row.contains(" 5.7.26 ")),
        "{rows:#?}"
    );
    terminal.press(ESC);
    terminal.wait_for_frame("");
    terminal.quit();
}

#[test]
fn a_resize_only_redraws() {
    let mut terminal = Terminal::explorer(120, 36);
    terminal.press("tss04");
    for (columns, rows) in [(80, 24), (40, 12), (10, 3), (40, 12), (80, 24), (120, 36)] {
        terminal.resize(columns, rows);
        terminal.wait_for_frame("tss04");
        // It still obeys keys: Ctrl-U and another query, and the same again.
        terminal.press("\x15550");
        terminal.wait_for_frame("550");
        terminal.press("\x15tss04");
        terminal.wait_for_frame("tss04");
    }
    terminal.quit();
}

#[test]
fn ctrl_l_draws_everything_again() {
    let mut terminal = Terminal::explorer(80, 24);
    let foreign = b"\x1b7\x1b[10;1HWrote over it\x1b8";
    terminal.seen().parser.process(foreign);
    terminal.press("\x0c");
    terminal.wait_for_frame("");
    terminal.press("tss04");
    terminal.wait_for_frame("tss04");
    terminal.quit();
}

#[test]
fn ctrl_c_quits_from_everywhere() {
    for keys in ["", "gmail", "gmail\r", "\x1bOP", "no such words"] {
        let mut terminal = Terminal::explorer(80, 24);
        terminal.press(keys);
        terminal.quit();
    }
}

#[test]
fn esc_on_the_empty_query_quits() {
    let mut terminal = Terminal::explorer(80, 24);
    terminal.press("full");
    terminal.wait_for_frame("full");
    terminal.press(ESC);
    terminal.wait_for_frame("");
    terminal.press(ESC);
    let (status, _) = terminal.end();
    assert!(status.success(), "{status:?}");
}

#[test]
fn a_signal_ends_the_process_and_leaves_a_clean_terminal() {
    for (signal, name) in [
        ("TERM", "Terminated"),
        ("HUP", "Hangup"),
        ("INT", "Interrupt"),
        ("QUIT", "Quit"),
        ("ABRT", "Aborted"),
        ("ALRM", "Alarm clock"),
        ("PROF", "Profiling timer expired"),
        ("USR1", "User defined signal 1"),
        ("USR2", "User defined signal 2"),
        ("VTALRM", "Virtual timer expired"),
        #[cfg(target_os = "linux")]
        ("XCPU", "CPU time limit exceeded"),
    ] {
        let terminal = Terminal::explorer(80, 24);
        terminal.signal(signal);
        let (status, _) = terminal.end();
        let by = status.signal().unwrap_or_default();
        assert!(by.starts_with(name), "SIG{signal}: {status:?}");
    }
}

#[cfg(target_os = "linux")]
#[test]
fn sigio_ends_it_too() {
    let terminal = Terminal::explorer(80, 24);
    terminal.signal("IO");
    let (status, _) = terminal.end();
    assert_eq!(status.exit_code(), 128 + 29, "{status:?}");
}

#[test]
fn a_terminal_that_is_gone_ends_the_process_that_hears_of_it_in_no_other_way() {
    // Not in the session of its terminal: nobody sends it SIGHUP.
    let mut command = explorer(&[]);
    command.set_controlling_tty(false);
    let pair = native_pty_system().openpty(size(40, 12));
    let pair = pair.expect("a pseudo-terminal");
    let mut child = pair.slave.spawn_command(command).expect("a process");
    drop(pair.slave);
    let mut reader = pair.master.try_clone_reader().expect("a reader");
    let mut parser = vt100::Parser::new(shown(40, 12).0, shown(40, 12).1, 0);
    let mut buffer = [0; 1 << 16];
    // The cursor goes to its place last: nothing more is drawn, so only the hang-up can end it.
    while !parser.screen().contents().contains("Esc quit")
        || parser.screen().cursor_position() != (0, 3)
    {
        let count = reader.read(&mut buffer).expect("a frame");
        parser.process(&buffer[..count]);
    }
    drop((reader, pair.master));
    let status = wait(|| child.try_wait().expect("a status"));
    if status.is_none() {
        child.kill().expect("an end");
    }
    let by = status.map(|status| status.signal().unwrap_or_default().to_owned());
    assert_eq!(by.as_deref(), Some("Hangup"));
}

#[cfg(target_os = "linux")]
#[test]
fn ctrl_z_and_sigtstp_stop_the_process_and_sigcont_brings_it_back() {
    let mut terminal = Terminal::explorer(80, 24);
    let file = format!("/proc/{}/stat", terminal.process());
    for way in ["key", "signal"] {
        terminal.press("tss04");
        terminal.wait_for_frame("tss04");
        match way {
            "key" => terminal.press("\x1a"),
            _ => terminal.signal("TSTP"),
        }
        let stopped = wait(|| {
            let stat = std::fs::read_to_string(&file).expect("the state of the process");
            stat.contains(") T ").then_some(())
        });
        assert!(stopped.is_some(), "not stopped by {way}");
        terminal.wait_for("the main screen", Seen::is_restored);
        assert_eq!(modes(&terminal.pair), terminal.modes);

        terminal.signal("CONT");
        terminal.wait_for_frame("tss04");
        assert!(terminal.seen().screen().alternate_screen());
        assert!(terminal.seen().screen().bracketed_paste());
        assert_ne!(modes(&terminal.pair), terminal.modes);
        terminal.press(ESC);
        terminal.wait_for_frame("");
    }
    terminal.quit();
}

#[test]
fn a_panic_restores_the_terminal_before_its_message_is_shown() {
    const HERE: &str = "terminal::a_panic_restores_the_terminal_before_its_message_is_shown";
    const MESSAGE: &str = "a mistake of the programmer";
    // This test starts itself once more, inside the terminal.
    if env::var_os("PANIC").is_some() {
        let _session = Session::enter().expect("a terminal");
        io::stdout().flush().expect("the sequences");
        panic!("{MESSAGE}");
    }
    let own = env::current_exe().expect("a path");
    let own = own.to_str().expect("a readable path");
    let mut itself = command(own, &["--exact", HERE, "--nocapture"]);
    itself.env("PANIC", "1");
    let (status, seen) = Terminal::open(itself, 120, 36).end();
    assert_eq!(status.exit_code(), 101);
    let [entered, left, message] =
        ["\x1b[?1049h", "\x1b[?1049l", MESSAGE].map(|text| seen.find(text).expect(text));
    assert!(entered < left && left < message);
    // What is written afterwards comes below it.
    let shown = seen.rows().iter().any(|row| row.contains(MESSAGE));
    assert!(shown, "{:#?}", seen.rows());
}

#[test]
fn the_keyboard_works_while_standard_input_is_a_pipe() {
    let mut terminal = Terminal::open(shell("echo 550 | \"$0\" --no-config 550"), 80, 24);
    terminal.wait_for_frame("550");
    terminal.press("\x15tss04");
    terminal.wait_for_frame("tss04");
    terminal.quit();
}

/// Lines of a Postfix log: two unknown users and a full mailbox.
const LOG: &str = "\
Nov 23 10:00:02 mx1 postfix/smtp[1]: 4QwZ2: to=<ben@example.net>, relay=mx.example.net[192.0.2.1]:25, delay=1, delays=0/0/0/1, dsn=5.1.1, status=bounced (host mx.example.net[192.0.2.1] said: 550 5.1.1 user unknown (in reply to RCPT TO command))
Nov 23 10:00:04 mx1 postfix/smtp[1]: 4QwZ4: to=<dora@example.org>, relay=mx.example.org[192.0.2.9]:25, delay=1, delays=0/0/0/1, dsn=5.1.1, status=bounced (host mx.example.org[192.0.2.9] said: 550 5.1.1 user unknown (in reply to RCPT TO command))
Nov 23 10:00:05 mx1 postfix/smtp[1]: 4QwZ5: to=<emil@example.org>, relay=mx.example.org[192.0.2.9]:25, delay=1, delays=0/0/0/1, dsn=5.2.2, status=bounced (host mx.example.org[192.0.2.9] said: 552 5.2.2 mailbox full (in reply to RCPT TO command))
";

/// A file with the log, of a name of its own for each test.
pub(crate) fn log_file(name: &str) -> String {
    let path = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(name);
    fs::write(&path, LOG).expect("a file");
    path.to_str().expect("a readable path").to_owned()
}

impl Seen {
    /// Whether the list's selected row shows this recipient.
    pub(crate) fn has_selected(&self, recipient: &str) -> bool {
        let mut rows = self.rows().into_iter();
        rows.any(|row| row.starts_with('▌') && row.contains(recipient))
    }
}

#[test]
fn explain_opens_a_list_in_the_terminal() {
    let file = log_file("list.log");
    let mut terminal = Terminal::open(explorer(&["explain", &file]), 80, 24);
    terminal.wait_for("the list", |seen| seen.has_selected("ben@example.net"));
    assert!(terminal.seen().rows()[0].ends_with("3 of 3"));
    terminal.press("\x1b[B");
    terminal.wait_for("the next row", |seen| seen.has_selected("dora@example.org"));
    terminal.press("\re");
    terminal.wait_for("the entry", |seen| {
        seen.rows()[0].ends_with("entries") || seen.rows()[0].contains("type a code or words")
    });
    terminal.press(ESC);
    terminal.wait_for("the list again", |seen| {
        seen.rows()[0].ends_with("3 of 3") && seen.has_key("Esc list")
    });
    terminal.press(ESC);
    terminal.wait_for("the list", |seen| seen.has_key("Esc quit"));
    terminal.press(ESC);
    terminal.wait_for("the question", |seen| {
        seen.has_key("Esc again quits and drops the list.")
    });
    terminal.press(ESC);
    let (status, _) = terminal.end();
    assert!(status.success(), "{status:?}");
}

#[test]
fn a_piped_log_opens_a_list_and_the_keyboard_works() {
    let file = log_file("piped.log");
    for command in ["--no-config", "--no-config explain"] {
        let script = format!("cat {file} | \"$0\" {command}");
        let mut terminal = Terminal::open(shell(&script), 120, 36);
        terminal.wait_for("the list", |seen| seen.has_selected("ben@example.net"));
        terminal.press("emil");
        terminal.wait_for("one row", |seen| {
            seen.has_selected("emil@example.org") && seen.rows()[0].ends_with("1 of 3")
        });
        terminal.quit();
    }
}

#[test]
fn a_list_fills_while_its_pipe_is_open() {
    let file = log_file("open.log");
    let script = format!("(cat {file}; sleep 60) | \"$0\" --no-config; kill $!");
    let terminal = Terminal::open(shell(&script), 80, 24);
    terminal.wait_for("the list", |seen| {
        seen.has_selected("ben@example.net") && seen.rows()[0].contains("reading… 3")
    });
    let mut terminal = terminal;
    terminal.press(CTRL_C);
    terminal.wait_for("the end", Seen::is_restored);
    // The shell waits for the writer; nobody else does.
    terminal.signal("KILL");
    terminal.end();
}

#[test]
fn triage_of_a_pipe_fills_the_screen_while_keys_work() {
    let file = log_file("growing.log");
    // A line at first, all of it after a key, and a writer that stays.
    let signal = format!("{file}.go");
    let _ = fs::remove_file(&signal);
    let writer = format!(
        "(head -n 1 {file}; while [ ! -e {signal} ]; do sleep 0.05; done; tail -n +2 {file}; sleep 60)"
    );
    let script = format!("{writer} | \"$0\" --no-config triage; kill $!");
    let mut terminal = Terminal::open(shell(&script), 100, 30);
    terminal.wait_for("the first cause", |seen| {
        seen.has_selected("5.1.1") && seen.rows()[0].contains("following")
    });
    terminal.press("example.org");
    terminal.wait_for("no match", |seen| seen.rows()[0].contains("0 of 1"));
    fs::write(&signal, "").expect("a file");
    terminal.wait_for("what came since", |seen| {
        seen.rows()[0].contains("following 2 of 3") && seen.has_key("Esc clear")
    });
    terminal.press("\x15\x07");
    terminal.wait_for("the providers", |seen| seen.has_key("by domain"));
    terminal.press(CTRL_C);
    terminal.wait_for("the end", Seen::is_restored);
    terminal.signal("KILL");
    terminal.end();
}

#[test]
fn the_lines_behind_a_failure_are_read_again_while_keys_work() {
    let file = log_file("behind.log");
    let mut terminal = Terminal::open(explorer(&["triage", &file]), 120, 36);
    terminal.wait_for("a cause", |seen| seen.has_selected("5.1.1"));
    terminal.press("\rl");
    terminal.wait_for("its lines", |seen| {
        seen.rows()[0].contains(" 2 of 2") && seen.has_key("Esc back")
    });
    terminal.press("\rQ");
    terminal.wait_for("the message", |seen| {
        seen.rows().iter().any(|row| row.contains("Message 4QwZ")) && seen.has_key("Esc close")
    });
    for (step, key) in [
        ("the line", "Esc list"),
        ("the lines", "Esc back"),
        ("the cause", "Esc list"),
    ] {
        terminal.press(ESC);
        terminal.wait_for(step, |seen| seen.has_key(key));
    }
    terminal.quit();
    // Of what comes through a pipe, the last lines that report failures are kept; the rest is gone.
    let script = format!("(cat {file}; sleep 60) | \"$0\" --no-config triage; kill $!");
    let mut terminal = Terminal::open(shell(&script), 100, 30);
    terminal.wait_for("a cause", |seen| seen.has_selected("5.1.1"));
    terminal.press("\rl");
    terminal.wait_for("its lines", |seen| {
        seen.rows()[0].contains(" 2 of 2") && seen.has_key("Esc back")
    });
    terminal.press(ESC);
    terminal.wait_for("the cause", |seen| seen.has_key("Esc list"));
    terminal.press("[");
    terminal.wait_for("why there is no range", |seen| {
        seen.rows()
            .iter()
            .any(|row| row.contains("A pipe is read only once: name files"))
    });
    terminal.press(CTRL_C);
    terminal.wait_for("the end", Seen::is_restored);
    terminal.signal("KILL");
    terminal.end();
}

#[test]
fn a_log_that_grows_and_rotates_fills_the_screen_while_keys_work() {
    let (first, rest) = LOG.split_at(LOG.find('\n').expect("a line") + 1);
    let file = log_file("rotating.log");
    fs::write(&file, first).expect("a file");
    let append = |text: &str| {
        let file = fs::File::options().append(true).create(true).open(&file);
        file.and_then(|mut file| file.write_all(text.as_bytes()))
            .expect("a file");
    };
    let mut terminal = Terminal::open(explorer(&["triage", "--follow", &file]), 100, 30);
    terminal.wait_for("the first cause", |seen| {
        seen.has_selected("5.1.1") && seen.rows()[0].contains("following: 1 failed in 1 min")
    });
    terminal.press("\x1b[B");
    let (half, end) = rest.split_at(rest.len() - 30);
    append(half);
    terminal.wait_for("the line that is whole", |seen| {
        seen.rows()[0].contains("following: 2 failed in 1 min")
    });
    fs::rename(&file, format!("{file}.1")).expect("another name");
    let old = fs::File::options().append(true).open(format!("{file}.1"));
    old.and_then(|mut old| old.write_all(end.as_bytes()))
        .expect("a file");
    append(first);
    terminal.wait_for("both files", |seen| {
        seen.rows()[0].contains("following: 4 failed in 1 min") && seen.has_selected("5.1.1")
    });
    terminal.press("is:new");
    terminal.wait_for("what is new", |seen| {
        seen.has_selected("new 5.2.2") && seen.rows()[0].contains("following 1 of 4")
    });
    append(&rest[rest.find('\n').expect("a line") + 1..]);
    terminal.wait_for("more of it", |seen| {
        seen.rows()[0].contains("following 2 of 5")
    });
    // What comes while nobody reads the screen is there afterwards.
    terminal.press("\x15\x07");
    terminal.wait_for("the providers", |seen| {
        seen.has_key("by domain") && seen.rows()[0].contains("following: 5 failed")
    });
    terminal.quit();
}

#[test]
fn a_followed_view_pauses_while_counting_goes_on_and_is_not_lost_by_a_slip() {
    let (first, rest) = LOG.split_at(LOG.find('\n').expect("a line") + 1);
    let file = log_file("paused.log");
    fs::write(&file, first).expect("a file");
    let mut terminal = Terminal::open(explorer(&["triage", "--follow", &file]), 120, 36);
    terminal.wait_for("the first cause", |seen| {
        let row = &seen.rows()[0];
        row.contains("as of ") && row.contains("following: 1 failed in 1 min")
    });
    terminal.wait_for("the key", |seen| seen.has_key("Space pause"));
    terminal.press(" ");
    terminal.wait_for("the pause", |seen| {
        seen.rows()[0].contains("paused at ") && seen.has_key("Space resume")
    });
    let log = fs::File::options().append(true).open(&file);
    log.and_then(|mut log| log.write_all(rest.as_bytes()))
        .expect("a file");
    terminal.wait_for("what came since", |seen| {
        seen.rows()[0].contains(", 2 failed since") && seen.rows()[1].contains("[All 1]")
    });
    terminal.press(" ");
    terminal.wait_for("all of it", |seen| {
        let rows = seen.rows();
        rows[0].contains("following: 3 failed in 1 min") && rows[1].contains("[All 3]")
    });
    // A blank after a word is a blank.
    terminal.press("example ");
    terminal.wait_for("a query", |seen| seen.has_key("Esc clear"));
    terminal.press("\x1bp");
    terminal.wait_for("the pause with a query", |seen| {
        seen.has_key("Alt-p resume")
    });
    terminal.press("\x1bp");
    terminal.wait_for("the end of it", |seen| seen.has_key("Alt-p pause"));
    terminal.press(ESC);
    terminal.wait_for("no query", |seen| seen.has_key("Esc quit"));
    terminal.press(ESC);
    terminal.wait_for("the question", |seen| {
        seen.has_key("Esc again quits and prints the counts.")
    });
    terminal.press("\x1b[B");
    terminal.wait_for("the list", |seen| seen.has_key("Esc quit"));
    terminal.press(ESC);
    terminal.wait_for("the question", |seen| seen.has_key("Esc again quits"));
    // What came while the view was paused is in the last report, too.
    terminal.press(ESC);
    let (status, seen) = terminal.end();
    assert!(status.success(), "{status:?}");
    let report = seen.rows().join("\n");
    assert!(
        report.contains("3 failed attempts of 3 deliveries"),
        "{report}"
    );
    assert!(report.contains("        2  550 5.1.1 "), "{report}");
    let lines = report.lines().filter(|line| !line.is_empty());
    assert!(lines.count() < 8, "{report}");
}

#[test]
fn triage_needs_logs_that_are_not_typed() {
    let (status, seen) = Terminal::open(explorer(&["triage"]), 80, 24).end();
    assert_eq!(status.exit_code(), 2);
    let message = seen.rows().join(" ");
    assert!(
        message.starts_with("bouncedex: triage reads logs"),
        "{message}"
    );
}

#[test]
fn a_file_that_cannot_be_read_is_told_and_tells_the_status() {
    let file = log_file("beside.log");
    let missing = "/proc/self/mem";
    let mut terminal = Terminal::open(explorer(&["explain", &file, missing]), 80, 24);
    terminal.wait_for("the notice", |seen| seen.has_key("/proc/self/mem: "));
    terminal.press("\x1b[B");
    terminal.wait_for("the list", |seen| seen.has_selected("dora@example.org"));
    terminal.press(CTRL_C);
    let (status, seen) = terminal.end();
    assert_eq!(status.exit_code(), 2);
    let told = seen.rows();
    assert!(
        told[0].starts_with("bouncedex: /proc/self/mem: "),
        "{told:?}"
    );
}

#[test]
fn where_nothing_can_be_read_the_message_is_all() {
    let log = log_file("old.log");
    for (arguments, status, said) in [
        (
            &["triage", "nosuch.log"][..],
            2,
            "bouncedex: nosuch.log: no such file",
        ),
        (
            &["explain", "nosuch.eml"],
            2,
            "bouncedex: nosuch.eml: no such file",
        ),
        (
            &["explain", "nosuchfile"],
            1,
            "bouncedex: there is no file of this name",
        ),
        (
            &["explain", "nothing of note"],
            1,
            "bouncedex: no reply or bounce was recognised",
        ),
        (
            &[
                "triage",
                "--since",
                "2001-01-01",
                "--until",
                "2001-01-02",
                &log,
            ],
            1,
            "bouncedex: ",
        ),
        (
            &["trige", &log],
            2,
            "bouncedex: no command is called `trige`; did you mean",
        ),
    ] {
        let (ended, seen) = Terminal::open(explorer(arguments), 120, 24).end();
        assert_eq!(ended.exit_code(), status, "{arguments:?}");
        assert!(
            seen.rows()[0].starts_with(said),
            "{arguments:?}: {:?}",
            seen.rows()
        );
        assert_eq!(seen.find("\x1b[?1049h"), None, "{arguments:?}");
    }
}

#[test]
fn keys_of_the_command_line_are_pressed_first() {
    let terminal = Terminal::open(explorer(&["--keys", "tss04<Enter>"]), 80, 24);
    terminal.wait_for_frame("tss04<Enter>");
    terminal.quit();
}

#[test]
fn a_terminal_without_columns_and_rows_does_no_harm() {
    let mut terminal = Terminal::open(explorer(&[]), 0, 0);
    terminal.wait_for("a frame", |seen| seen.screen().alternate_screen());
    terminal.press("tss04");
    terminal.resize(80, 24);
    terminal.wait_for_frame("tss04");
    terminal.resize(0, 0);
    terminal.quit();

    let terminal = Terminal::open(explorer(&[]), 0, 0);
    terminal.wait_for("a frame", |seen| seen.screen().alternate_screen());
    terminal.quit();
}

#[test]
fn with_no_color_no_colour_is_written() {
    let colours_with = |no_color: &str| {
        let mut command = explorer(&["--keys", "gmail dmarc"]);
        command.env("NO_COLOR", no_color);
        let mut terminal = Terminal::open(command, 120, 36);
        terminal.wait_for_frame("gmail dmarc");
        terminal.press("\rn\x1bOP");
        terminal.wait_for_frame("gmail dmarc<Enter>n<F1>");
        colours(&terminal.quit().bytes)
    };
    assert_ne!(colours_with(""), [0; 0], "no colour is found anywhere");
    assert_eq!(colours_with("1"), [0; 0]);
}

/// The numbers of all colours that are set, but for the terminal's own.
fn colours(bytes: &[u8]) -> Vec<u16> {
    let text = String::from_utf8_lossy(bytes);
    let styles = text.split("\x1b[").skip(1).filter_map(|text| {
        let end = text.find(|c: char| !c.is_ascii_digit() && c != ';' && c != ':')?;
        text[end..].starts_with('m').then(|| &text[..end])
    });
    let numbers = styles.flat_map(|style| style.split([';', ':']));
    let numbers = numbers.filter_map(|number| number.parse().ok());
    let is_colour = |number: &u16| matches!(number, 30..=38 | 40..=48 | 58 | 90..=97 | 100..=107);
    numbers.filter(is_colour).collect()
}

#[test]
fn a_paste_of_several_lines_becomes_one_query() {
    let mut terminal = Terminal::explorer(80, 24);
    terminal.press("\x1b[200~yahoo\r  [TSS04]\r\r\ndeferred\r\x1b[201~");
    terminal.wait_for_frame("yahoo [TSS04] deferred");
    terminal.quit();
}

#[test]
fn a_pasted_reply_is_explained_and_escape_gives_the_search_back() {
    let mut terminal = Terminal::explorer(80, 24);
    terminal.press("quota");
    terminal.wait_for_frame("quota");
    terminal.press("\x1b[200~550-5.1.1 no such\r550 5.1.1 user here\r\x1b[201~");
    terminal.wait_for("the diagnosis", |seen| {
        let text = seen.screen().contents();
        text.contains("What the server said") && text.contains("550 5.1.1 no such user here")
    });
    terminal.press("\x1b");
    terminal.wait_for_frame("quota");
    terminal.quit();
}

/// Some terminals mark no paste: its line ends came as Enter, and its words as commands.
#[test]
fn several_lines_that_come_at_once_are_a_paste() {
    let mut terminal = Terminal::explorer(80, 24);
    terminal.press("550-5.1.1 no such\r550 5.1.1 user here\r");
    terminal.wait_for("the diagnosis", |seen| {
        let text = seen.screen().contents();
        text.contains("What the server said") && text.contains("550 5.1.1 no such user here")
    });
    terminal.quit();
}

#[test]
fn ctrl_y_copies_the_selected_entry_through_the_terminal() {
    let mut terminal = Terminal::explorer(120, 36);
    terminal.press("tss04");
    terminal.wait_for_frame("tss04");
    terminal.press("\x19");
    terminal.wait_for("the notice", |seen| {
        seen.has_key("Sent the answer as Markdown to the terminal")
    });
    let markdown = copied(&terminal.quit());
    let heading = markdown.lines().next().unwrap_or_default();
    assert!(heading.starts_with("### 421 4.7.0"), "{markdown}");
    assert!(
        heading.ends_with("Deferred for volume or complaints"),
        "{markdown}"
    );
}

/// A stranger's text ends a bracketed paste, clears the line and has the shell run it: not what is copied.
#[test]
fn what_is_copied_cannot_act_on_the_terminal_it_is_pasted_into() {
    let mut terminal = Terminal::explorer(120, 36);
    terminal.press("\x1b[200~550 5.1.1 no such user ^\u{9b}201~\u{202e} touch pwned\x1b[201~");
    terminal.wait_for("the reply", |seen| {
        seen.rows().iter().any(|row| row.contains("touch pwned"))
    });
    terminal.press("Y");
    terminal.wait_for("the notice", |seen| {
        seen.has_key("Sent the server's text to the terminal")
    });
    let text = copied(&terminal.quit());
    assert_eq!(
        text,
        "550 5.1.1 no such user ^\\u{9b}201~\\u{202e} touch pwned"
    );
}

/// What went to the clipboard through the terminal.
fn copied(seen: &Seen) -> String {
    let start = seen.find("\x1b]52;c;").expect("OSC 52") + "\x1b]52;c;".len();
    String::from_utf8(decoded(&seen.bytes[start..])).expect("text")
}

/// Base64 as RFC 4648 has it, up to what is none.
fn decoded(base64: &[u8]) -> Vec<u8> {
    const DIGITS: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let digit = |byte: &u8| DIGITS.iter().position(|digit| digit == byte);
    let digits: Vec<_> = base64.iter().map_while(digit).collect();
    let bytes = digits.chunks(4).flat_map(|group| {
        let bits = group.iter().fold(0, |bits, digit| bits << 6 | digit);
        let bytes = (bits << (6 * (4 - group.len()))).to_be_bytes();
        let last = &bytes[bytes.len() - 3..];
        last[..group.len() - 1].to_vec()
    });
    bytes.collect()
}

#[test]
fn without_any_keyboard_it_says_so() {
    let mut command = shell("exec \"$0\" --no-config < /dev/null");
    command.set_controlling_tty(false);
    let (status, seen) = Terminal::open(command, 80, 24).end();
    assert_eq!(status.exit_code(), 2);
    let message = &seen.rows()[0];
    assert!(
        message.starts_with("bouncedex: no usable terminal ("),
        "{message}"
    );
    assert_eq!(seen.find("\x1b"), None);
}
