//! A column of texts, in any of the types that Arrow has for them.

use arrow_array::cast::AsArray;
use arrow_array::{Array, ArrayRef};
use arrow_cast::cast;
use arrow_schema::{ArrowError, DataType};
use pyo3::exceptions::PyTypeError;
use pyo3_arrow::error::{PyArrowError, PyArrowResult};

/// The chunks of a column.
pub(crate) struct Texts(Vec<ArrayRef>);

impl Texts {
    /// # Errors
    ///
    /// The column contains something other than texts.
    #[expect(
        clippy::wildcard_enum_match_arm,
        reason = "the types of Arrow are many, and not ours"
    )]
    pub(crate) fn new(chunks: Vec<ArrayRef>) -> PyArrowResult<Texts> {
        let plain = |chunk: ArrayRef| match chunk.data_type() {
            // The values that a dictionary or a run refers to.
            DataType::Dictionary(_, of) => cast(&chunk, of),
            DataType::RunEndEncoded(_, of) => cast(&chunk, of.data_type()),
            DataType::Null => cast(&chunk, &DataType::Utf8View),
            _ => Ok(chunk),
        };
        let chunks = chunks.into_iter().map(plain);
        let texts = Texts(chunks.collect::<Result<_, ArrowError>>()?);
        match texts.0.iter().find(|chunk| values(chunk).is_none()) {
            Some(chunk) => Err(PyArrowError::PyErr(PyTypeError::new_err(format!(
                "expected a column of strings or bytes, not of {}",
                chunk.data_type()
            )))),
            None => Ok(texts),
        }
    }

    pub(crate) fn len(&self) -> usize {
        self.0.iter().map(|chunk| chunk.len()).sum()
    }

    pub(crate) fn chunks(&self) -> &[ArrayRef] {
        &self.0
    }

    /// Returns every text, across all chunks.
    pub(crate) fn iter(&self) -> impl Iterator<Item = Option<&[u8]>> {
        self.0.iter().filter_map(values).flatten()
    }
}

pub(crate) type Iter<'a> = Box<dyn Iterator<Item = Option<&'a [u8]>> + 'a>;

/// Returns the texts of a chunk, unless it contains something else.
#[expect(
    clippy::wildcard_enum_match_arm,
    reason = "the types of Arrow are many, and not ours"
)]
pub(crate) fn values(chunk: &ArrayRef) -> Option<Iter<'_>> {
    fn bytes(text: Option<&str>) -> Option<&[u8]> {
        text.map(str::as_bytes)
    }
    Some(match chunk.data_type() {
        DataType::Utf8 => Box::new(chunk.as_string::<i32>().iter().map(bytes)),
        DataType::LargeUtf8 => Box::new(chunk.as_string::<i64>().iter().map(bytes)),
        DataType::Utf8View => Box::new(chunk.as_string_view().iter().map(bytes)),
        DataType::Binary => Box::new(chunk.as_binary::<i32>().iter()),
        DataType::LargeBinary => Box::new(chunk.as_binary::<i64>().iter()),
        DataType::BinaryView => Box::new(chunk.as_binary_view().iter()),
        _ => return None,
    })
}
