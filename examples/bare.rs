//! The least that a ratatui program can do: show a line, show what is typed. `benches/terminal.rs` compares with it.

use crossterm::event::{self, Event, KeyCode};
use ratatui::text::Line;

fn main() -> std::io::Result<()> {
    let mut terminal = ratatui::init();
    let mut typed = String::new();
    loop {
        let line = Line::from(format!("bare {typed}"));
        terminal.draw(|frame| frame.render_widget(line, frame.area()))?;
        match event::read()? {
            Event::Key(key) if key.code == KeyCode::Esc => break,
            Event::Key(key) => typed.extend(key.code.as_char()),
            _ => {}
        }
    }
    ratatui::restore();
    Ok(())
}
