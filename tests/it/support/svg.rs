//! Draws a frame as a picture, for the README.

use super::style_of;
use ratatui::buffer::Buffer;
use ratatui::style::{Color, Modifier, Style};
use std::fmt::Write;
use unicode_width::UnicodeWidthStr;

const CELL: (f32, f32) = (8.4, 18.0);
const INK: &str = "#d8dee9";
const PAPER: &str = "#1e222a";

/// An SVG with one text element for each run of one style.
pub(crate) fn draw(frame: &Buffer) -> String {
    let (width, height) = (f32::from(frame.area.width), f32::from(frame.area.height));
    let size = (width * CELL.0 + 24.0, height * CELL.1 + 24.0);
    let mut svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {:.0} {:.0}\" font-size=\"14\" \
         font-family=\"'DejaVu Sans Mono', Menlo, Consolas, monospace\" xml:space=\"preserve\">\n\
         <rect width=\"100%\" height=\"100%\" rx=\"8\" fill=\"{PAPER}\"/>\n",
        size.0, size.1
    );
    for row in frame.area.rows() {
        let mut columns = row.columns().peekable();
        while let Some(start) = columns.next() {
            let style = style_of(&frame[start.as_position()]);
            let mut text = frame[start.as_position()].symbol().to_owned();
            while let Some(next) =
                columns.next_if(|next| style_of(&frame[next.as_position()]) == style)
            {
                text.push_str(frame[next.as_position()].symbol());
            }
            write_run(&mut svg, start.x, start.y, &text, style);
        }
    }
    svg.push_str("</svg>\n");
    svg
}

fn write_run(svg: &mut String, x: u16, y: u16, text: &str, style: Style) {
    let reversed = style.add_modifier.contains(Modifier::REVERSED);
    if text.trim().is_empty() && !reversed {
        return;
    }
    let (left, top) = (12.0 + f32::from(x) * CELL.0, 12.0 + f32::from(y) * CELL.1);
    let width = text.width() as f32 * CELL.0;
    let mut ink = style.fg.map_or(INK, hex);
    if reversed {
        let _ = writeln!(
            svg,
            "<rect x=\"{left:.1}\" y=\"{top:.1}\" width=\"{width:.1}\" height=\"{:.1}\" fill=\"{ink}\"/>",
            CELL.1
        );
        ink = PAPER;
    }
    let mut attributes = String::new();
    for (modifier, attribute) in [
        (Modifier::BOLD, " font-weight=\"bold\""),
        (Modifier::DIM, " opacity=\"0.6\""),
        (Modifier::UNDERLINED, " text-decoration=\"underline\""),
        (Modifier::ITALIC, " font-style=\"italic\""),
    ] {
        if style.add_modifier.contains(modifier) {
            attributes.push_str(attribute);
        }
    }
    let text = text
        .replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;");
    let _ = writeln!(
        svg,
        "<text x=\"{left:.1}\" y=\"{:.1}\" textLength=\"{width:.1}\" fill=\"{ink}\"{attributes}>{text}</text>",
        top + 13.5
    );
}

fn hex(colour: Color) -> &'static str {
    match colour {
        Color::Red => "#e06c75",
        Color::Green => "#98c379",
        Color::Yellow => "#e5c07b",
        Color::Blue => "#61afef",
        Color::Magenta => "#c678dd",
        Color::Cyan => "#56b6c2",
        _ => INK,
    }
}
