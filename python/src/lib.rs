//! The Python package `bouncedex`: see `bouncedex/_bouncedex.pyi` for what it offers.

#[cfg(panic = "abort")]
compile_error!("a panic would end the interpreter: build with `--profile python`");

mod answers;
mod catalogue;
mod classify;
mod explain;
mod texts;

#[pyo3::pymodule]
mod _bouncedex {
    #[pymodule_export]
    use super::answers::Answers;
    #[pymodule_export]
    use super::catalogue::{Entry, catalogue};
    #[pymodule_export]
    use super::classify::{Answer, classify, classify_arrow};
    #[pymodule_export]
    use super::explain::{Explanation, explain};
    use pyo3::prelude::*;

    #[pymodule_init]
    fn init(module: &Bound<'_, PyModule>) -> PyResult<()> {
        module.add("__version__", env!("CARGO_PKG_VERSION"))?;
        module.add("COLUMNS", super::answers::COLUMNS)
    }
}
