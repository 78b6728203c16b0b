//! Every bounce of a text, with all that is known about it.

use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;
use std::borrow::Cow;

/// A bounce of a text, and what it means.
#[pyclass(frozen, module = "bouncedex")]
pub(crate) struct Explanation(bouncedex::Explanation);

/// Explains every bounce of a text: a reply, a log, a whole message, JSON, a session.
#[pyfunction]
pub(crate) fn explain(py: Python<'_>, text: &str) -> Vec<Explanation> {
    let found = py.detach(|| bouncedex::explain(text));
    found.into_iter().map(Explanation).collect()
}

#[pymethods]
impl Explanation {
    #[getter]
    fn line(&self) -> usize {
        self.0.line
    }

    #[getter]
    fn recipient(&self) -> Option<&str> {
        self.0.bounce.recipient.as_deref()
    }

    #[getter]
    fn event(&self) -> &'static str {
        self.0.bounce.event.id()
    }

    #[getter]
    fn reply(&self) -> Option<String> {
        self.0.diagnosis.reply.code.map(|code| code.to_string())
    }

    #[getter]
    fn enhanced(&self) -> Option<String> {
        self.0.diagnosis.reply.enhanced.map(|code| code.to_string())
    }

    #[getter]
    fn text(&self) -> &str {
        &self.0.diagnosis.reply.text
    }

    #[getter]
    fn remote(&self) -> Option<&str> {
        self.0.bounce.remote.as_deref()
    }

    #[getter]
    fn provider(&self) -> Option<&'static str> {
        self.0.diagnosis.provider.map(|provider| provider.id)
    }

    #[getter]
    fn entry(&self) -> &'static str {
        self.0.diagnosis.entry.id
    }

    #[getter]
    fn title(&self) -> &'static str {
        self.0.diagnosis.entry.title
    }

    #[getter]
    fn reason(&self) -> &'static str {
        self.0.diagnosis.entry.reason.id
    }

    #[getter]
    fn category(&self) -> &'static str {
        self.0.diagnosis.entry.category().id
    }

    #[getter]
    fn action(&self) -> &'static str {
        self.0.action().id()
    }

    #[getter]
    fn outcome(&self) -> &'static str {
        self.0.diagnosis.outcome().id()
    }

    #[getter]
    fn confidence(&self) -> &'static str {
        self.0.diagnosis.confidence.id()
    }

    #[getter]
    fn evidence(&self) -> Vec<&str> {
        let parts = self.0.diagnosis.evidence.iter();
        parts
            .filter_map(|range| self.text().get(range.clone()))
            .collect()
    }

    #[getter]
    fn meaning(&self) -> &'static str {
        self.0.diagnosis.entry.meaning
    }

    #[getter]
    fn steps(&self) -> Vec<Cow<'static, str>> {
        self.0.steps()
    }

    #[getter]
    fn sources(&self) -> Vec<&'static str> {
        self.0.diagnosis.entry.sources.iter().collect()
    }

    fn to_json(&self) -> PyResult<String> {
        serde_json::to_string(&self.0).map_err(|error| PyValueError::new_err(error.to_string()))
    }

    fn __repr__(&self) -> String {
        format!(
            "<Explanation {}: {}, {}>",
            self.entry(),
            self.title(),
            self.confidence()
        )
    }
}
