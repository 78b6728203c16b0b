//! Answers as Arrow columns.

use arrow_array::builder::StringBuilder;
use arrow_array::{Array, ArrayRef, StructArray};
use arrow_schema::{DataType, Field, FieldRef, Fields};
use arrow_select::concat::concat;
use bouncedex::Answer;
use pyo3::prelude::*;
use pyo3::types::{PyCapsule, PyTuple};
use pyo3_arrow::error::PyArrowResult;
use pyo3_arrow::ffi::{
    ArrayIterator, to_array_pycapsules, to_schema_pycapsule, to_stream_pycapsule,
};
use std::fmt::{Display, Write};
use std::sync::Arc;

/// The fields of an answer, named as in `bouncedex classify`. Fields are only ever added.
pub(crate) const COLUMNS: [&str; 9] = [
    "reply",
    "enhanced",
    "provider",
    "entry",
    "reason",
    "category",
    "action",
    "outcome",
    "confidence",
];

/// The reason of a record in which nothing is recognised.
const UNKNOWN: &str = "unknown";

/// Answers as a column of structs, in as many chunks as the replies came in. Whatever reads Arrow reads it.
#[pyclass(frozen, module = "bouncedex")]
pub(crate) struct Answers {
    field: FieldRef,
    chunks: Vec<ArrayRef>,
}

impl Answers {
    pub(crate) fn new(chunks: Vec<ArrayRef>) -> Answers {
        Answers {
            field: Arc::new(Field::new("bounce", DataType::Struct(fields()), true)),
            chunks,
        }
    }
}

#[pymethods]
impl Answers {
    fn __len__(&self) -> usize {
        self.chunks.iter().map(|chunk| chunk.len()).sum()
    }

    fn __repr__(&self) -> String {
        format!("<Answers: {}>", self.__len__())
    }

    fn __arrow_c_schema__<'py>(&self, py: Python<'py>) -> PyArrowResult<Bound<'py, PyCapsule>> {
        to_schema_pycapsule(py, &self.field)
    }

    #[pyo3(signature = (requested_schema=None))]
    fn __arrow_c_array__<'py>(
        &self,
        py: Python<'py>,
        requested_schema: Option<Bound<'py, PyCapsule>>,
    ) -> PyArrowResult<Bound<'py, PyTuple>> {
        let whole = match &self.chunks[..] {
            [] => arrow_array::new_empty_array(self.field.data_type()),
            [chunk] => chunk.clone(),
            chunks => concat(&chunks.iter().map(AsRef::as_ref).collect::<Vec<_>>())?,
        };
        to_array_pycapsules(py, self.field.clone(), &whole, requested_schema)
    }

    #[pyo3(signature = (requested_schema=None))]
    fn __arrow_c_stream__<'py>(
        &self,
        py: Python<'py>,
        requested_schema: Option<Bound<'py, PyCapsule>>,
    ) -> PyArrowResult<Bound<'py, PyCapsule>> {
        let chunks = self.chunks.clone().into_iter().map(Ok);
        let chunks = ArrayIterator::new(chunks.collect::<Vec<_>>(), self.field.clone());
        to_stream_pycapsule(py, Box::new(chunks), requested_schema)
    }
}

fn fields() -> Fields {
    COLUMNS
        .iter()
        .map(|name| Field::new(*name, DataType::Utf8, true))
        .collect()
}

/// The columns of a chunk that is being built.
#[derive(Default)]
pub(crate) struct Columns {
    reply: StringBuilder,
    enhanced: StringBuilder,
    provider: StringBuilder,
    entry: StringBuilder,
    reason: StringBuilder,
    category: StringBuilder,
    action: StringBuilder,
    outcome: StringBuilder,
    confidence: StringBuilder,
}

impl Columns {
    /// Adds the row for a text: null if there was none. If nothing was recognised in it, only the reason says so.
    pub(crate) fn push(&mut self, has_text: bool, answer: Option<&Answer>) {
        push_shown(&mut self.reply, answer.and_then(|answer| answer.reply));
        push_shown(
            &mut self.enhanced,
            answer.and_then(|answer| answer.enhanced),
        );
        let unknown = has_text.then_some(UNKNOWN);
        let words = [
            (
                &mut self.provider,
                answer.and_then(|answer| answer.provider),
            ),
            (&mut self.entry, answer.map(|answer| answer.entry)),
            (
                &mut self.reason,
                answer.map(|answer| answer.reason).or(unknown),
            ),
            (&mut self.category, answer.map(|answer| answer.category)),
            (&mut self.action, answer.map(|answer| answer.action.id())),
            (&mut self.outcome, answer.map(|answer| answer.outcome.id())),
            (
                &mut self.confidence,
                answer.map(|answer| answer.confidence.id()),
            ),
        ];
        for (column, word) in words {
            column.append_option(word);
        }
    }

    /// Takes the finished chunk. The next one starts empty.
    pub(crate) fn finish(&mut self, texts: &dyn Array) -> ArrayRef {
        let columns: [ArrayRef; COLUMNS.len()] = [
            &mut self.reply,
            &mut self.enhanced,
            &mut self.provider,
            &mut self.entry,
            &mut self.reason,
            &mut self.category,
            &mut self.action,
            &mut self.outcome,
            &mut self.confidence,
        ]
        .map(|column| Arc::new(column.finish()) as ArrayRef);
        Arc::new(StructArray::new(
            fields(),
            columns.to_vec(),
            texts.logical_nulls(),
        ))
    }
}

fn push_shown(column: &mut StringBuilder, code: Option<impl Display>) {
    let Some(code) = code else {
        column.append_null();
        return;
    };
    // Writing to a string cannot fail.
    let _ = write!(column, "{code}");
    column.append_value("");
}
