//! The program in a real pseudo-terminal: what it shows, and that it gives the terminal back however it ends.
#![cfg(all(unix, feature = "explorer"))]

use bouncedex::explorer::terminal::Session;
use portable_pty::{
    Child, CommandBuilder, ExitStatus, MasterPty, PtySize, SlavePty, native_pty_system,
};
use std::env;
use std::io::{self, Read, Write};
use std::num::NonZeroU16;
use std::process::Command;
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::{Duration, Instant};

const PROGRAM: &str = env!("CARGO_BIN_EXE_bouncedex");
const DEADLINE: Duration = Duration::from_secs(10);
const CTRL_C: &str = "\x03";
const ESC: &str = "\x1b";
/// What the search line says while the query is empty.
const PLACEHOLDER: &str = "type a code or words";

/// What the program wrote, as bytes and as a screen.
struct Seen {
    bytes: Vec<u8>,
    screen: vt100::Parser,
    /// Nobody can write any more.
    ended: bool,
}

impl Seen {
    fn row(&self, row: usize) -> String {
        let (_, width) = self.screen.screen().size();
        let mut rows = self.screen.screen().rows(0, width.get());
        rows.nth(row).unwrap_or_default()
    }

    /// Whether a key is in the key line, which is drawn last.
    fn shows(&self, key: &str) -> bool {
        let rows = usize::from(self.screen.screen().size().0.get());
        self.row(rows - 1).contains(key)
    }

    fn query_is(&self, query: &str) -> bool {
        let line = self.row(0);
        let rest = line
            .strip_prefix(" › ")
            .and_then(|line| line.strip_prefix(query));
        rest.is_some_and(|rest| rest.is_empty() || rest.starts_with("  "))
    }

    /// What the search line counts: entries found, and all.
    fn counts(&self) -> Option<(usize, usize)> {
        let line = self.row(0);
        let (left, all) = line.trim_end().rsplit_once(" of ")?;
        let found = left.rsplit(' ').next()?;
        Some((found.parse().ok()?, all.parse().ok()?))
    }

    fn selected(&self) -> String {
        let (rows, width) = self.screen.screen().size();
        let mut all = self.screen.screen().rows(0, width.get());
        let place = all.position(|row| row.starts_with('▌'));
        self.row(place.unwrap_or(usize::from(rows.get())))
    }

    /// The whole frame for this query, which has one result.
    fn is_tss04(&self) -> bool {
        self.query_is("tss04") && self.selected().contains("Deferred") && self.shows("Esc clear")
    }

    /// The main screen without modes that would disturb a shell.
    fn is_restored(&self) -> bool {
        let screen = self.screen.screen();
        !screen.alternate_screen() && !screen.bracketed_paste() && !screen.hide_cursor()
    }

    fn find(&self, text: &str) -> Option<usize> {
        self.bytes
            .windows(text.len())
            .position(|window| window == text.as_bytes())
    }
}

/// A terminal with a program in it.
struct Terminal {
    child: Box<dyn Child + Send + Sync>,
    master: Box<dyn MasterPty + Send>,
    slave: Option<Box<dyn SlavePty + Send>>,
    keyboard: Box<dyn Write + Send>,
    seen: Arc<Mutex<Seen>>,
    /// The modes before the program started.
    modes: String,
}

impl Terminal {
    fn open(command: CommandBuilder, columns: u16, rows: u16) -> Terminal {
        let pair = native_pty_system()
            .openpty(size(columns, rows))
            .expect("a pseudo-terminal");
        let (shown_rows, shown_columns) = shown(columns, rows);
        let seen = Arc::new(Mutex::new(Seen {
            bytes: Vec::new(),
            screen: vt100::Parser::new(shown_rows, shown_columns, 0),
            ended: false,
        }));
        let reader = pair.master.try_clone_reader().expect("a reader");
        watch(reader, Arc::clone(&seen));
        Terminal {
            modes: modes(&*pair.master),
            child: pair.slave.spawn_command(command).expect("a process"),
            keyboard: pair.master.take_writer().expect("a writer"),
            master: pair.master,
            slave: Some(pair.slave),
            seen,
        }
    }

    /// The explorer, once it can be used.
    fn explorer(columns: u16, rows: u16) -> Terminal {
        let terminal = Terminal::open(explorer(&[]), columns, rows);
        terminal.wait_for("the first frame", |seen| seen.shows("Esc quit"));
        terminal
    }

    fn wait_for(&self, what: &str, condition: impl Fn(&Seen) -> bool) {
        self.until(what, || {
            condition(&self.seen.lock().expect("what was seen"))
        });
    }

    fn until(&self, what: &str, mut condition: impl FnMut() -> bool) {
        let start = Instant::now();
        while !condition() {
            if start.elapsed() > DEADLINE {
                panic!("waited too long for {what}; the screen:\n{}", self.screen());
            }
            thread::sleep(Duration::from_millis(5));
        }
    }

    fn see<T>(&self, look: impl FnOnce(&Seen) -> T) -> T {
        look(&self.seen.lock().expect("what was seen"))
    }

    fn screen(&self) -> String {
        let contents = self.see(|seen| seen.screen.screen().contents());
        let rows: Vec<_> = contents.lines().map(str::trim_end).collect();
        rows.join("\n")
    }

    fn press(&mut self, keys: &str) {
        self.keyboard
            .write_all(keys.as_bytes())
            .expect("a keyboard");
    }

    fn resize(&self, columns: u16, rows: u16) {
        let (shown_rows, shown_columns) = shown(columns, rows);
        let mut seen = self.seen.lock().expect("what was seen");
        seen.screen.set_size(shown_rows, shown_columns);
        self.master.resize(size(columns, rows)).expect("a resize");
    }

    fn process(&self) -> u32 {
        self.child.process_id().expect("a process id")
    }

    fn signal(&self, name: &str) {
        let kill = format!("kill -{name} {}", self.process());
        let status = Command::new("sh").args(["-c", &kill]).status();
        assert!(status.expect("a shell").success(), "{kill}");
    }

    fn assert_modes_are_as_before(&self) {
        assert_eq!(modes(&*self.master), self.modes);
    }

    /// Waits for the process to end; the terminal must then be as it was.
    fn end(&mut self) -> ExitStatus {
        let start = Instant::now();
        let status = loop {
            if let Some(status) = self.child.try_wait().expect("a status") {
                break status;
            }
            assert!(start.elapsed() < DEADLINE, "no end:\n{}", self.screen());
            thread::sleep(Duration::from_millis(5));
        };
        self.assert_modes_are_as_before();
        drop(self.slave.take());
        self.wait_for("the end of the output", |seen| seen.ended);
        assert!(self.see(Seen::is_restored), "{}", self.screen());
        status
    }

    fn quit(&mut self) {
        self.press(CTRL_C);
        assert!(self.end().success());
    }
}

impl Drop for Terminal {
    fn drop(&mut self) {
        if let Ok(None) = self.child.try_wait() {
            let _ = self.child.kill();
        }
    }
}

fn watch(mut reader: Box<dyn Read + Send>, seen: Arc<Mutex<Seen>>) {
    thread::spawn(move || {
        let mut buffer = [0; 1 << 16];
        loop {
            let count = reader.read(&mut buffer).unwrap_or_default();
            let Ok(mut seen) = seen.lock() else { return };
            seen.bytes.extend(&buffer[..count]);
            seen.screen.process(&buffer[..count]);
            seen.ended = count == 0;
            if seen.ended {
                return;
            }
        }
    });
}

fn size(cols: u16, rows: u16) -> PtySize {
    PtySize {
        rows,
        cols,
        ..PtySize::default()
    }
}

/// The size of the screen that is looked at; that cannot be empty.
fn shown(columns: u16, rows: u16) -> (NonZeroU16, NonZeroU16) {
    let at_least_one = |size| NonZeroU16::new(size).unwrap_or(NonZeroU16::MIN);
    (at_least_one(rows), at_least_one(columns))
}

/// All settings of the terminal's driver: raw or not, echo, what its keys are.
fn modes(master: &dyn MasterPty) -> String {
    format!("{:?}", master.get_termios().expect("modes"))
}

/// A program in an environment of which it only knows the terminal.
fn command(program: &str, arguments: &[&str]) -> CommandBuilder {
    let mut command = CommandBuilder::new(program);
    command.args(arguments);
    command.env_clear();
    command.env("TERM", "xterm-256color");
    command.env("PATH", env::var_os("PATH").unwrap_or_default());
    command.env("HOME", env!("CARGO_TARGET_TMPDIR"));
    command.cwd(env!("CARGO_TARGET_TMPDIR"));
    command
}

fn explorer(arguments: &[&str]) -> CommandBuilder {
    command(PROGRAM, &[&["--no-config"], arguments].concat())
}

/// A shell command, in which `$0` is the program.
fn shell(script: &str) -> CommandBuilder {
    command("sh", &["-c", script, PROGRAM])
}

#[test]
fn it_starts_with_search_line_tabs_a_result_and_the_key_line() {
    let mut terminal = Terminal::explorer(120, 36);
    terminal.see(|seen| {
        assert!(seen.row(0).starts_with(" › "), "{}", seen.row(0));
        let (found, all) = seen.counts().expect("counts");
        assert_eq!(found, all);
        assert!(
            seen.row(1).starts_with(&format!(" [All {all}]")),
            "{}",
            seen.row(1)
        );
        assert_ne!(seen.selected(), "");
        assert!(seen.screen.screen().alternate_screen());
        assert!(seen.screen.screen().bracketed_paste());
    });
    terminal.wait_for("the cursor", |seen| {
        seen.screen.screen().cursor_position() == (0, 3)
    });
    terminal.quit();
}

#[test]
fn typing_filters() {
    let mut terminal = Terminal::explorer(120, 36);
    terminal.press("5.7.26");
    terminal.wait_for("the filtered list", |seen| {
        seen.query_is("5.7.26") && seen.selected().contains("5.7.26")
    });
    let (found, all) = terminal.see(Seen::counts).expect("counts");
    assert!(found > 0 && found < all, "{found} of {all}");
    terminal.press(ESC);
    terminal.wait_for("the whole list", |seen| seen.counts() == Some((all, all)));
    terminal.quit();
}

#[test]
fn a_resize_only_redraws() {
    let mut terminal = Terminal::explorer(120, 36);
    terminal.press("tss04");
    terminal.wait_for("the result", |seen| seen.is_tss04());
    let first = terminal.screen();
    for (columns, rows) in [(80, 24), (40, 12), (10, 3), (40, 12), (80, 24), (120, 36)] {
        terminal.resize(columns, rows);
        terminal.wait_for("a frame of this size", |seen| {
            let whole = rows < 5 || seen.shows("Esc clear");
            whole && seen.query_is("tss04")
        });
        // Still obeys keys: another query, and the same again.
        terminal.press("\x15550");
        terminal.wait_for("another query", |seen| seen.query_is("550"));
        terminal.press("\x15tss04");
        terminal.wait_for("the query", |seen| seen.query_is("tss04"));
    }
    terminal.until("the first screen", || terminal.screen() == first);
    terminal.quit();
}

#[test]
fn ctrl_l_draws_everything_again() {
    let mut terminal = Terminal::explorer(80, 24);
    let first = terminal.screen();
    let foreign = b"\x1b7\x1b[10;1HWrote over it\x1b8";
    (terminal.seen.lock().expect("what was seen").screen).process(foreign);
    assert_ne!(terminal.screen(), first);
    terminal.press("\x0c");
    terminal.until("the first screen", || terminal.screen() == first);
    terminal.press("tss04");
    terminal.wait_for("the query", |seen| seen.query_is("tss04"));
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
    terminal.wait_for("the query", |seen| seen.query_is("full"));
    terminal.press(ESC);
    terminal.wait_for("the empty query", |seen| seen.row(0).contains(PLACEHOLDER));
    terminal.press(ESC);
    assert!(terminal.end().success());
}

#[test]
fn a_signal_ends_the_process_and_leaves_a_clean_terminal() {
    for (signal, name) in [
        ("TERM", "Terminated"),
        ("HUP", "Hangup"),
        ("INT", "Interrupt"),
    ] {
        let mut terminal = Terminal::explorer(80, 24);
        terminal.signal(signal);
        let status = terminal.end();
        let by = status.signal().unwrap_or_default();
        assert!(by.starts_with(name), "SIG{signal}: {status:?}");
    }
}

#[cfg(target_os = "linux")]
#[test]
fn ctrl_z_and_sigtstp_stop_the_process_and_sigcont_brings_it_back() {
    let mut terminal = Terminal::explorer(80, 24);
    for way in ["key", "signal"] {
        terminal.press("tss04");
        terminal.wait_for("the result", |seen| seen.is_tss04());
        let before = terminal.screen();
        match way {
            "key" => terminal.press("\x1a"),
            _ => terminal.signal("TSTP"),
        }
        let file = format!("/proc/{}/stat", terminal.process());
        terminal.until("the process to stop", || {
            let stat = std::fs::read_to_string(&file).expect("the state of the process");
            let (_, state) = stat.rsplit_once(") ").expect("a state");
            state.starts_with('T')
        });
        terminal.wait_for("the main screen", Seen::is_restored);
        terminal.assert_modes_are_as_before();

        terminal.signal("CONT");
        terminal.until("the same screen", || terminal.screen() == before);
        assert!(terminal.see(|seen| seen.screen.screen().alternate_screen()));
        assert!(terminal.see(|seen| seen.screen.screen().bracketed_paste()));
        assert_ne!(modes(&*terminal.master), terminal.modes);
        terminal.press(ESC);
        terminal.wait_for("the empty query", |seen| seen.row(0).contains(PLACEHOLDER));
    }
    terminal.quit();
}

#[test]
fn a_panic_restores_the_terminal_before_its_message_is_shown() {
    const HERE: &str = "a_panic_restores_the_terminal_before_its_message_is_shown";
    // This test starts itself once more, inside the terminal.
    if env::var_os("PANIC").is_some() {
        let _session = Session::enter().expect("a terminal");
        io::stdout().flush().expect("the sequences");
        panic!("a mistake of the programmer");
    }
    let own = env::current_exe().expect("a path");
    let own = own.to_str().expect("a readable path");
    let mut itself = command(own, &["--exact", HERE, "--nocapture"]);
    itself.env("PANIC", "1");
    let mut terminal = Terminal::open(itself, 120, 36);
    assert_eq!(terminal.end().exit_code(), 101);
    terminal.see(|seen| {
        let entered = seen.find("\x1b[?1049h").expect("the alternate screen");
        let left = seen.find("\x1b[?1049l").expect("the main screen");
        let message = seen
            .find("a mistake of the programmer")
            .expect("the message");
        assert!(entered < left && left < message);
    });
    assert!(
        terminal.screen().contains("a mistake of the programmer"),
        "{}",
        terminal.screen()
    );
}

#[test]
fn the_keyboard_works_while_standard_input_is_a_pipe() {
    let mut terminal = Terminal::open(shell("echo 550 | \"$0\" --no-config"), 80, 24);
    terminal.wait_for("the first frame", |seen| seen.row(0).contains(PLACEHOLDER));
    terminal.press("tss04");
    terminal.wait_for("the query", |seen| seen.query_is("tss04"));
    terminal.quit();
}

#[test]
fn keys_of_the_command_line_are_pressed_first() {
    let mut terminal = Terminal::open(explorer(&["--keys", "tss04<Enter>"]), 80, 24);
    terminal.wait_for("the detail", |seen| {
        seen.query_is("tss04") && seen.shows("Esc back")
    });
    terminal.quit();
}

#[test]
fn a_terminal_without_columns_and_rows_does_no_harm() {
    let mut terminal = Terminal::open(explorer(&[]), 0, 0);
    terminal.wait_for("the alternate screen", |seen| {
        seen.screen.screen().alternate_screen()
    });
    terminal.press("tss04");
    terminal.resize(80, 24);
    terminal.wait_for("the query", |seen| seen.query_is("tss04"));
    terminal.resize(0, 0);
    terminal.quit();
}

#[test]
fn with_no_color_no_colour_is_written() {
    let played = |no_color: bool| {
        let mut command = explorer(&["--keys", "gmail dmarc"]);
        if no_color {
            command.env("NO_COLOR", "1");
        }
        let mut terminal = Terminal::open(command, 120, 36);
        terminal.wait_for("the query", |seen| seen.query_is("gmail dmarc"));
        terminal.press("\rn\x1bOP");
        terminal.wait_for("the help", |seen| seen.shows("Esc close"));
        terminal.quit();
        terminal.see(|seen| colours(&seen.bytes))
    };
    assert_ne!(played(false), [0; 0], "this test sees no colours at all");
    assert_eq!(played(true), [0; 0]);
}

/// The numbers of all colours that are set, but for the terminal's own.
fn colours(bytes: &[u8]) -> Vec<u16> {
    let text = String::from_utf8_lossy(bytes);
    let sequences = text.split("\x1b[").skip(1);
    let styles = sequences.filter_map(|text| {
        let end = text.find(|c: char| !c.is_ascii_digit() && c != ';' && c != ':')?;
        text[end..].starts_with('m').then(|| &text[..end])
    });
    let numbers = styles.flat_map(|style| style.split([';', ':']));
    let is_colour = |number: &u16| matches!(number, 30..=38 | 40..=48 | 58 | 90..=97 | 100..=107);
    let numbers = numbers.filter_map(|number| number.parse().ok());
    numbers.filter(is_colour).collect()
}

#[test]
fn a_paste_of_several_lines_becomes_one_query() {
    let mut terminal = Terminal::explorer(80, 24);
    terminal.press("\x1b[200~421 4.7.0\r  [TSS04]\r\r\ndeferred\r\x1b[201~");
    terminal.wait_for("one line", |seen| {
        seen.query_is("421 4.7.0 [TSS04] deferred")
    });
    terminal.wait_for("the result", |seen| seen.selected().contains("Deferred"));
    terminal.quit();
}

#[test]
fn ctrl_y_copies_the_selected_entry_through_the_terminal() {
    let mut terminal = Terminal::explorer(120, 36);
    terminal.press("tss04");
    terminal.wait_for("the result", |seen| seen.is_tss04());
    terminal.press("\x19");
    terminal.wait_for("the notice", |seen| seen.shows("Copied"));
    let copied = terminal.see(|seen| {
        let start = seen.find("\x1b]52;c;").expect("OSC 52") + "\x1b]52;c;".len();
        let data = &seen.bytes[start..];
        let end = data.iter().position(|byte| matches!(byte, 7 | 0x1b));
        decoded(&data[..end.expect("its end")])
    });
    let markdown = String::from_utf8(copied).expect("text");
    let heading = markdown.lines().next().unwrap_or_default();
    assert!(heading.starts_with("### 421 4.7.0"), "{markdown}");
    assert!(
        heading.ends_with("Deferred for volume or complaints"),
        "{markdown}"
    );
    terminal.quit();
}

/// Base64 as RFC 4648 has it.
fn decoded(base64: &[u8]) -> Vec<u8> {
    const DIGITS: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let digit = |byte: &u8| DIGITS.iter().position(|digit| digit == byte);
    let digits: Vec<_> = base64.iter().map_while(digit).collect();
    let bytes = digits.chunks(4).flat_map(|group| {
        let bits = group.iter().fold(0, |bits, digit| bits << 6 | digit) << (6 * (4 - group.len()));
        let bytes = (bits as u32).to_be_bytes();
        bytes[1..group.len()].to_vec()
    });
    bytes.collect()
}

#[test]
fn without_any_keyboard_it_says_so() {
    let mut command = shell("exec \"$0\" --no-config < /dev/null");
    command.set_controlling_tty(false);
    let mut terminal = Terminal::open(command, 80, 24);
    assert_eq!(terminal.end().exit_code(), 2);
    let screen = terminal.screen();
    assert!(
        screen.starts_with("bouncedex: no terminal to work with ("),
        "{screen}"
    );
    assert!(terminal.see(|seen| seen.find("\x1b").is_none()));
}
