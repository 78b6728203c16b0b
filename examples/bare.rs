//! The least that a ratatui program can do: show a line, show what is typed. `benches/terminal.rs` compares with it.

use crossterm::event::{self, Event, KeyCode};
use ratatui::text::Line;

fn main() -> std::io::Result<()> {
    let mut terminal = ratatui::init();
    let mut typed = String::new();
    loop {
        let line = Line::from(format!("bare {typed}"));
        terminal.draw(|frame| frame.render_widget(line, frame.area()))?;
        if let Event::Key(key) = event::read()? {
            if key.code == KeyCode::Esc {
                break;
            }
            typed.extend(key.code.as_char());
        }
    }
    ratatui::restore();
    Ok(())
}
