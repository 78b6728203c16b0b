//! Input from the terminal: keys, pastes and sizes.

use super::keys::{Key, KeyCode};
use super::update::Event;
use crossterm::event::{self, KeyEventKind, KeyModifiers};
use std::sync::mpsc::Sender;
use std::thread;
use std::time::Duration;

/// SIGHUP, which a terminal sends when it goes away.
pub(super) const HANGUP: i32 = 1;
/// A longer pause between two letters ends a word.
const PAUSE: Duration = Duration::from_millis(300);
/// Nobody types this many letters at once.
const PASTED: usize = 16;
/// Long enough to find a key that has already been read; with a timeout of zero, crossterm does not look for one.
const AT_ONCE: Duration = Duration::from_micros(200);
/// How long to wait for more of a text that arrives at once.
const UNDER_WAY: Duration = Duration::from_millis(20);
/// The most keys that are considered together.
const MOST_AT_ONCE: usize = 1 << 20;

/// Sends keys, pastes and sizes from a thread of its own, until the terminal is gone.
pub(super) fn forward(sender: Sender<Event>) {
    thread::spawn(move || {
        loop {
            if let Ok(false) = event::poll(PAUSE) {
                let _ = sender.send(Event::Paused);
            }
            let events = read_at_once();
            let gone = events.contains(&Event::Terminate(HANGUP));
            let mut sent = events.into_iter().map(|event| sender.send(event));
            if sent.any(|sent| sent.is_err()) || gone {
                return;
            }
        }
    });
}

/// Returns the next event, with the keys that arrived together with it. Several lines at once are a paste, even if the
/// terminal does not mark them as one; otherwise their line ends would be commands.
fn read_at_once() -> Vec<Event> {
    let mut events = Vec::new();
    let mut text = String::new();
    loop {
        let event = read();
        let typed = event.as_ref().and_then(typed);
        events.extend(event);
        let Some(typed) = typed else { return events };
        text.push(typed);
        let pause = if text.len() < PASTED {
            AT_ONCE
        } else {
            UNDER_WAY
        };
        if text.len() >= MOST_AT_ONCE || !event::poll(pause).unwrap_or(false) {
            break;
        }
    }
    let has_lines = text.trim_end().contains('\n');
    if text.len() >= PASTED && has_lines {
        vec![Event::Paste(text)]
    } else {
        events
    }
}

fn read() -> Option<Event> {
    match event::read() {
        Ok(event::Event::Key(key)) if key.kind != KeyEventKind::Release => {
            key_of(key).map(Event::Key)
        }
        Ok(event::Event::Paste(text)) => Some(Event::Paste(text)),
        Ok(event::Event::Resize(width, height)) => Some(Event::Resize(width, height)),
        Ok(_) => None,
        Err(_) => Some(Event::Terminate(HANGUP)),
    }
}

/// Returns the character that a key represents in a text.
fn typed(event: &Event) -> Option<char> {
    let Event::Key(key) = event else { return None };
    match (key.code, key.ctrl, key.alt) {
        (KeyCode::Char(c), false, false) => Some(c),
        // Terminals send this for a line feed.
        (KeyCode::Char('j'), true, false) | (KeyCode::Enter, _, false) => Some('\n'),
        (KeyCode::Tab, ..) => Some('\t'),
        _ => None,
    }
}

#[expect(
    clippy::wildcard_enum_match_arm,
    reason = "crossterm knows keys that do nothing here"
)]
fn key_of(event: event::KeyEvent) -> Option<Key> {
    let code = match event.code {
        event::KeyCode::Char(c) => KeyCode::Char(c),
        event::KeyCode::F(number) => KeyCode::F(number),
        event::KeyCode::Enter => KeyCode::Enter,
        event::KeyCode::Esc => KeyCode::Esc,
        event::KeyCode::Tab => KeyCode::Tab,
        event::KeyCode::BackTab => KeyCode::BackTab,
        event::KeyCode::Backspace => KeyCode::Backspace,
        event::KeyCode::Delete => KeyCode::Delete,
        event::KeyCode::Up => KeyCode::Up,
        event::KeyCode::Down => KeyCode::Down,
        event::KeyCode::Left => KeyCode::Left,
        event::KeyCode::Right => KeyCode::Right,
        event::KeyCode::Home => KeyCode::Home,
        event::KeyCode::End => KeyCode::End,
        event::KeyCode::PageUp => KeyCode::PageUp,
        event::KeyCode::PageDown => KeyCode::PageDown,
        _ => return None,
    };
    let has = |modifier| event.modifiers.contains(modifier);
    Some(Key {
        code,
        ctrl: has(KeyModifiers::CONTROL),
        alt: has(KeyModifiers::ALT),
    })
}
