//! The program: arguments, one command, an exit status.

// Not `forbid`: what is to run before `main` allows itself more.
#![deny(unsafe_code)]

use std::process::ExitCode;

fn main() -> ExitCode {
    #[cfg(unix)]
    if at_start::output_is_closed() {
        return bouncedex::cli::refuse_closed_output();
    }
    bouncedex::cli::main()
}

/// How the program was started. Rust opens `/dev/null` for a closed standard output before `main`, which then looks
/// like one that was meant.
#[cfg(unix)]
mod at_start {
    use std::sync::atomic::{AtomicBool, Ordering};

    static OUTPUT_IS_CLOSED: AtomicBool = AtomicBool::new(false);

    ctor::declarative::ctor! {
        #[ctor(unsafe)]
        fn look() {
            let is_closed = rustix::io::fcntl_getfd(rustix::stdio::stdout()).is_err();
            OUTPUT_IS_CLOSED.store(is_closed, Ordering::Relaxed);
        }
    }

    /// Whether there was no standard output (`>&-`).
    pub(super) fn output_is_closed() -> bool {
        OUTPUT_IS_CLOSED.load(Ordering::Relaxed)
    }
}
