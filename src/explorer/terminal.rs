//! The only file that touches the terminal: it enters and leaves it, reads its events, and carries out effects.

use super::clip::Clip;
use super::file;
use super::hyperlinks;
use super::keyboard::{self, HANGUP};
use super::keys::Key;
use super::reread::Request;
use super::state::State;
use super::update::{Effect, Event};
use super::{Mark, run};
use crossterm::clipboard::CopyToClipboard;
use crossterm::event::{DisableBracketedPaste, EnableBracketedPaste};
use crossterm::terminal::{
    EnterAlternateScreen, LeaveAlternateScreen, disable_raw_mode, enable_raw_mode,
};
use crossterm::{cursor, execute, queue};
use ratatui::Terminal;
use ratatui::backend::CrosstermBackend;
use std::io::{self, BufWriter, Stdout, Write};
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, Sender};
use std::{env, panic, thread};

type Screen = Terminal<CrosstermBackend<BufWriter<Stdout>>>;

/// Runs the explorer until the user leaves it. These keys are pressed first. The keyboard sends its events into the
/// channel, as does everything else that holds its sender. `reread` starts to read logs again for a request. The
/// terminal is as before when this returns or panics. Returns the signal that ends the program, if any.
pub fn explore(
    state: &mut State,
    keys: &[Key],
    (sender, events): (Sender<Event>, Receiver<Event>),
    mut reread: impl FnMut(Request),
) -> io::Result<Option<i32>> {
    #[cfg(unix)]
    let signals = signals::catch()?;
    let session = Session::enter()?;
    let mut screen = Terminal::new(CrosstermBackend::new(BufWriter::with_capacity(
        1 << 16,
        io::stdout(),
    )))?;
    let listen = || {
        keys.iter()
            .flat_map(|key| Event::for_itself(*key))
            .for_each(|event| drop(sender.send(event)));
        #[cfg(unix)]
        signals::forward(signals, sender.clone());
        #[cfg(unix)]
        watch(sender.clone());
        keyboard::forward(sender.clone());
        events
    };
    let mut writing = None;
    let mark: Option<Mark<_>> = hyperlinks::are_known().then_some(hyperlinks::mark);
    let signal = run(&mut screen, state, listen, mark, |screen, state, effect| {
        match effect {
            Effect::Reread(request) => reread(request),
            Effect::Write(export) => {
                let (sender, catalogue) = (sender.clone(), *state.catalogue());
                writing = Some(thread::spawn(move || {
                    drop(sender.send(Event::Written(file::write(export, &catalogue))));
                }));
            }
            Effect::Copy(..)
            | Effect::Open(_)
            | Effect::Redraw
            | Effect::Suspend
            | Effect::Quit(_) => return perform(screen, effect),
        }
        Ok(None)
    })?;
    drop(session);
    // What was asked for is written, although nobody is watching any more.
    let _ = writing.map(thread::JoinHandle::join);
    Ok(signal)
}

/// Ends the program by a signal, so that its parent sees which one it was.
#[cfg(unix)]
pub fn end_by(signal: i32) -> io::Result<()> {
    signal_hook::low_level::emulate_default_handler(signal)?;
    // Reached for SIGIO, which it considers harmless.
    std::process::exit(128 + signal)
}

/// The terminal while the explorer has it; given back when dropped.
pub struct Session(());

impl Session {
    /// Takes the terminal, and makes a panic give it back before it is reported.
    pub fn enter() -> io::Result<Session> {
        enter()?;
        let report = panic::take_hook();
        panic::set_hook(Box::new(move |info| {
            leave();
            report(info);
        }));
        Ok(Session(()))
    }
}

impl Drop for Session {
    fn drop(&mut self) {
        leave();
    }
}

/// Whether we have the terminal. It is given back only once, because a second time would undo what was written since.
static TAKEN: AtomicBool = AtomicBool::new(false);

fn enter() -> io::Result<()> {
    enable_raw_mode()?;
    TAKEN.store(true, Ordering::SeqCst);
    // Not flushed: it goes out with the first frame.
    queue!(io::stdout(), EnterAlternateScreen, EnableBracketedPaste).inspect_err(|_| leave())
}

/// Nothing can be done about a terminal that is gone, so errors end here.
fn leave() {
    if !TAKEN.swap(false, Ordering::SeqCst) {
        return;
    }
    let _ = execute!(
        io::stdout(),
        DisableBracketedPaste,
        LeaveAlternateScreen,
        cursor::Show
    );
    let _ = disable_raw_mode();
}

/// Waits on a thread of its own until the terminal is gone. SIGHUP does not say so if this process is not in the
/// terminal's session, or the shell that gets it ignores it; reading keys then finds none, forever.
#[cfg(unix)]
fn watch(sender: Sender<Event>) {
    use rustix::event::{PollFd, PollFlags, poll};
    use rustix::io::Errno;
    thread::spawn(move || {
        let screen = io::stdout();
        // A hangup is reported whatever is asked for.
        let mut screen = [PollFd::new(&screen, PollFlags::empty())];
        while poll(&mut screen, None) == Err(Errno::INTR) {}
        if screen[0].revents().contains(PollFlags::HUP) {
            let _ = sender.send(Event::Terminate(HANGUP));
        }
    });
}

/// Carries out an effect. Returns what it did, for the key line.
fn perform(screen: &mut Screen, effect: Effect) -> io::Result<Option<String>> {
    match effect {
        Effect::Copy(text, what) => copied(&text, what).map(Some),
        Effect::Open(url) if open(&url) => Ok(Some(format!("Opening {url}"))),
        Effect::Open(url) => {
            let notice = copied(&Clip::of(&url), &url)?;
            Ok(Some(format!("No browser here. {notice}")))
        }
        Effect::Redraw => {
            forget_screen(screen)?;
            Ok(None)
        }
        Effect::Suspend => {
            suspend()?;
            forget_screen(screen)?;
            Ok(None)
        }
        Effect::Reread(_) | Effect::Write(_) | Effect::Quit(_) => Ok(None),
    }
}

/// Makes the next frame be drawn completely. `Terminal::clear` will not do: in ratatui 0.30 it asks the terminal for
/// its cursor, and the answer would go to the thread that reads the keys.
fn forget_screen(screen: &mut Screen) -> io::Result<()> {
    let size = screen.size()?;
    screen.resize(size.into())
}

/// Copies through the terminal, which works over ssh, and through a local helper if there is one. Says which, because
/// nobody knows what a terminal does with it.
fn copied(text: &Clip, what: &str) -> io::Result<String> {
    execute!(io::stdout(), CopyToClipboard::to_clipboard_from(&**text))?;
    let here =
        |helper: &&(&str, &str, &[&str])| helper.0.is_empty() || env::var_os(helper.0).is_some();
    let helper = CLIPBOARDS
        .iter()
        .filter(here)
        .find(|(_, program, arguments)| feed(program, arguments, text));
    Ok(match helper {
        Some((_, program, _)) => format!("Copied {what} ({program})."),
        None => format!("Sent {what} to the terminal's clipboard (OSC 52)."),
    })
}

/// If this variable is set, this program with these arguments takes the clipboard's text.
const CLIPBOARDS: &[(&str, &str, &[&str])] = if cfg!(target_os = "macos") {
    &[("", "pbcopy", &[])]
} else if cfg!(windows) {
    &[("", "clip", &[])]
} else {
    &[
        ("TMUX", "tmux", &["load-buffer", "-w", "-"]),
        ("WAYLAND_DISPLAY", "wl-copy", &[]),
        ("DISPLAY", "xclip", &["-selection", "clipboard"]),
        ("DISPLAY", "xsel", &["--clipboard", "--input"]),
    ]
};

/// Starts a program and writes to it on a thread of its own: a helper that hangs must not hang the screen.
fn feed(program: &str, arguments: &[&str], text: &str) -> bool {
    let Ok(mut child) = quiet(program, arguments).stdin(Stdio::piped()).spawn() else {
        return false;
    };
    let text = text.to_owned();
    thread::spawn(move || {
        let _ = child
            .stdin
            .take()
            .map(|mut input| input.write_all(text.as_bytes()));
        let _ = child.wait();
    });
    true
}

fn open(url: &str) -> bool {
    let opener: Option<(&str, &[&str])> = if cfg!(target_os = "macos") {
        Some(("open", &[]))
    } else if cfg!(windows) {
        Some(("explorer", &[]))
    } else {
        let display = env::var_os("DISPLAY").or(env::var_os("WAYLAND_DISPLAY"));
        display.map(|_| ("xdg-open", &[][..]))
    };
    let started = opener.map(|(program, arguments)| quiet(program, arguments).arg(url).spawn());
    match started {
        Some(Ok(mut child)) => {
            thread::spawn(move || child.wait());
            true
        }
        _ => false,
    }
}

/// Prepares a program that must not write on our screen.
fn quiet(program: &str, arguments: &[&str]) -> Command {
    let mut command = Command::new(program);
    command
        .args(arguments)
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null());
    command
}

/// Gives the terminal back, stops, and takes it again when the shell continues us.
fn suspend() -> io::Result<()> {
    leave();
    #[cfg(unix)]
    signal_hook::low_level::emulate_default_handler(signal_hook::consts::SIGTSTP)?;
    enter()
}

#[cfg(unix)]
mod signals {
    use super::{Event, Sender};
    use signal_hook::consts::{
        SIGABRT, SIGALRM, SIGCONT, SIGHUP, SIGINT, SIGPROF, SIGQUIT, SIGSYS, SIGTERM, SIGTRAP,
        SIGTSTP, SIGUSR1, SIGUSR2, SIGVTALRM, SIGXCPU,
    };
    use signal_hook::iterator::Signals;
    use std::{io, thread};

    /// Signals that end or stop a process, except those that report its own faults, and the one that continues it.
    const CAUGHT: &[i32] = &[
        SIGTERM,
        SIGHUP,
        SIGINT,
        SIGQUIT,
        SIGTSTP,
        SIGCONT,
        SIGABRT,
        SIGALRM,
        SIGPROF,
        SIGSYS,
        SIGTRAP,
        SIGUSR1,
        SIGUSR2,
        SIGVTALRM,
        SIGXCPU,
        // Elsewhere it ends nothing.
        #[cfg(target_os = "linux")]
        signal_hook::consts::SIGIO,
    ];

    /// Catches the signals that would leave the terminal in disorder; they are queued until they are forwarded.
    pub(super) fn catch() -> io::Result<Signals> {
        Signals::new(CAUGHT)
    }

    pub(super) fn forward(mut signals: Signals, sender: Sender<Event>) {
        thread::spawn(move || {
            for signal in signals.forever() {
                let event = match signal {
                    SIGTSTP => Event::Suspend,
                    SIGCONT => Event::Continue,
                    signal => Event::Terminate(signal),
                };
                if sender.send(event).is_err() {
                    return;
                }
            }
        });
    }
}
