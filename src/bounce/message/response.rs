//! What a notice quotes after a line that announces it, if no reply code shows where it starts: `The response was:`.

/// Words for a server's answer, in lower case.
const ANSWERS: [&str; 20] = [
    "response",
    "réponse",
    "reponse",
    "antwort",
    "respuesta",
    "risposta",
    "resposta",
    "antwoord",
    "odpowied",
    "ответ",
    "відповід",
    "yanıt",
    "svar",
    "vastaus",
    "odpověď",
    "válasz",
    "応答",
    "响应",
    "回應",
    "응답",
];
/// The longest announcement, in bytes; a longer line is a sentence.
const LONGEST: usize = 100;
/// The most lines of an answer that are used.
const LINES: usize = 12;

/// Returns the paragraph after the first line that announces an answer.
pub(super) fn cited(lines: &[&str]) -> Option<String> {
    let at = lines.iter().position(|line| announces(line))?;
    let behind = lines.get(at + 1..)?.iter().map(|line| line.trim());
    let paragraph = behind
        .skip_while(|line| line.is_empty())
        .take_while(|line| !line.is_empty())
        .take(LINES);
    let cited = paragraph.collect::<Vec<_>>().join("\n");
    (!cited.is_empty()).then_some(cited)
}

fn announces(line: &str) -> bool {
    let line = line.trim();
    line.len() <= LONGEST && line.ends_with([':', '：']) && {
        let lower = line.to_lowercase();
        ANSWERS.iter().any(|answer| lower.contains(answer))
    }
}
