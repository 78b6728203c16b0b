//! Classifies many records, with an answer for each.

use crate::answers::{Answers, Columns};
use crate::texts::{Texts, values};
use arrow_array::ArrayRef;
use arrow_schema::ArrowError;
use bouncedex::{CATALOGUE, Classifier, Record};
use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;
use pyo3::pybacked::{PyBackedBytes, PyBackedStr};
use pyo3_arrow::error::PyArrowResult;
use pyo3_arrow::input::AnyArray;
use std::sync::LazyLock;

/// Shared by the whole process, so that every call uses the answers that earlier ones cached.
static CLASSIFIER: LazyLock<Classifier> = LazyLock::new(|| Classifier::new(CATALOGUE));

/// What a record means.
#[pyclass(frozen, get_all, eq, hash, module = "bouncedex")]
#[derive(PartialEq, Eq, Hash)]
pub(crate) struct Answer {
    reply: Option<String>,
    enhanced: Option<String>,
    provider: Option<&'static str>,
    entry: &'static str,
    title: &'static str,
    reason: &'static str,
    category: &'static str,
    action: &'static str,
    outcome: &'static str,
    confidence: &'static str,
    event: &'static str,
}

#[pymethods]
impl Answer {
    fn __repr__(&self) -> String {
        format!(
            "<Answer {}: {}, {}>",
            self.entry, self.title, self.confidence
        )
    }
}

impl From<bouncedex::Answer> for Answer {
    fn from(answer: bouncedex::Answer) -> Answer {
        Answer {
            reply: answer.reply.map(|code| code.to_string()),
            enhanced: answer.enhanced.map(|code| code.to_string()),
            provider: answer.provider,
            entry: answer.entry,
            title: answer.title,
            reason: answer.reason,
            category: answer.category,
            action: answer.action.id(),
            outcome: answer.outcome.id(),
            confidence: answer.confidence.id(),
            event: answer.event.id(),
        }
    }
}

/// A text as Python has it; bytes for one that need not be UTF-8.
#[derive(FromPyObject)]
pub(crate) enum Text {
    Str(PyBackedStr),
    Bytes(PyBackedBytes),
}

impl Text {
    fn bytes(&self) -> &[u8] {
        match self {
            Text::Str(text) => text.as_bytes(),
            Text::Bytes(text) => text,
        }
    }
}

type Column = Vec<Option<Text>>;

fn texts_of(column: &Column) -> impl Iterator<Item = Option<&[u8]>> {
    column.iter().map(|text| text.as_ref().map(Text::bytes))
}

/// What each of many texts means; None where nothing is recognised.
#[pyfunction]
#[pyo3(signature = (texts, *, hosts=None, recipients=None))]
pub(crate) fn classify(
    py: Python<'_>,
    texts: Column,
    hosts: Option<Column>,
    recipients: Option<Column>,
) -> PyResult<Vec<Option<Answer>>> {
    check_length("hosts", texts.len(), hosts.as_ref().map(Vec::len))?;
    check_length("recipients", texts.len(), recipients.as_ref().map(Vec::len))?;
    let answers: Vec<_> = py.detach(|| {
        let mut hosts = hosts.iter().flat_map(texts_of);
        let mut recipients = recipients.iter().flat_map(texts_of);
        let answers = texts_of(&texts).map(|text| answer(text, hosts.next(), recipients.next()));
        answers.collect()
    });
    Ok(answers
        .into_iter()
        .map(|answer| answer.map(Answer::from))
        .collect())
}

/// What each text of a column of Arrow means, as a column of structs.
#[pyfunction]
#[pyo3(signature = (texts, *, hosts=None, recipients=None))]
pub(crate) fn classify_arrow(
    py: Python<'_>,
    texts: AnyArray,
    hosts: Option<AnyArray>,
    recipients: Option<AnyArray>,
) -> PyArrowResult<Answers> {
    let texts = read(texts)?;
    let hosts = hosts.map(read).transpose()?;
    let recipients = recipients.map(read).transpose()?;
    check_length("hosts", texts.len(), hosts.as_ref().map(Texts::len))?;
    check_length(
        "recipients",
        texts.len(),
        recipients.as_ref().map(Texts::len),
    )?;
    Ok(Answers::new(py.detach(|| {
        let mut hosts = hosts.iter().flat_map(Texts::iter);
        let mut recipients = recipients.iter().flat_map(Texts::iter);
        let mut columns = Columns::default();
        let answered = |chunk: &ArrayRef| {
            for text in values(chunk).into_iter().flatten() {
                let answer = answer(text, hosts.next(), recipients.next());
                columns.push(text.is_some(), answer.as_ref());
            }
            columns.finish(chunk)
        };
        texts.chunks().iter().map(answered).collect()
    })))
}

fn read(column: AnyArray) -> PyArrowResult<Texts> {
    let chunks = column.into_reader()?.collect::<Result<_, ArrowError>>()?;
    Texts::new(chunks)
}

fn check_length(name: &str, texts: usize, others: Option<usize>) -> PyResult<()> {
    match others {
        Some(others) if others != texts => Err(PyValueError::new_err(format!(
            "{texts} texts, but {others} {name}"
        ))),
        Some(_) | None => Ok(()),
    }
}

/// Returns the answer for a text, given its cells in other columns, if there are any.
fn answer(
    text: Option<&[u8]>,
    host: Option<Option<&[u8]>>,
    recipient: Option<Option<&[u8]>>,
) -> Option<bouncedex::Answer> {
    // A name that is not UTF-8 is unknown to everybody.
    let name = |name: Option<Option<_>>| name.flatten().and_then(|name| str::from_utf8(name).ok());
    CLASSIFIER.classify(Record {
        text: text?,
        host: name(host),
        recipient: name(recipient),
    })
}
