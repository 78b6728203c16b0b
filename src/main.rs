//! The program: arguments, one command, an exit status.

// Not `forbid`: what runs before `main` and what sets up the allocator need unsafe.
#![deny(unsafe_code)]

use std::process::ExitCode;

fn main() -> ExitCode {
    #[cfg(unix)]
    if at_start::output_is_closed() {
        return bouncedex::cli::refuse_closed_output();
    }
    #[cfg(all(target_os = "linux", target_env = "gnu"))]
    allocator::keep_little();
    bouncedex::cli::main()
}

/// The allocator of glibc keeps memory for each thread, and more of it the larger the buffers have been: a third of all
/// that counting on eight cores takes. It is as fast without.
#[cfg(all(target_os = "linux", target_env = "gnu"))]
mod allocator {
    use std::ffi::c_int;

    // mallopt(3), `malloc.h`
    const M_MMAP_THRESHOLD: c_int = -3;
    const M_ARENA_MAX: c_int = -8;

    #[allow(unsafe_code)]
    pub(super) fn keep_little() {
        unsafe extern "C" {
            fn mallopt(parameter: c_int, value: c_int) -> c_int;
        }
        // SAFETY: any thread may call it at any time; an unknown parameter is refused.
        unsafe {
            mallopt(M_ARENA_MAX, 2);
            // Its default, which then no longer grows.
            mallopt(M_MMAP_THRESHOLD, 128 * 1024);
        }
    }
}

/// Records how the program was started. Before `main`, Rust replaces a closed standard output with `/dev/null`, which
/// then looks intended.
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

    /// Whether standard output was closed (`>&-`).
    pub(super) fn output_is_closed() -> bool {
        OUTPUT_IS_CLOSED.load(Ordering::Relaxed)
    }
}

/// A stand-in for the user database in a statically linked program. The real one would load parts of the system's libc,
/// which may differ from the one linked in. Only the home of a user without `$HOME` is ever looked up; this says that
/// there is none.
#[cfg(all(target_env = "gnu", target_feature = "crt-static"))]
mod static_libc {
    use std::ffi::{c_char, c_int, c_void};

    /// `ENOENT` of Linux: no such user.
    const NO_SUCH_USER: c_int = 2;

    #[allow(unsafe_code)]
    // SAFETY: it has the signature of the function that it replaces, and does not touch its arguments.
    #[unsafe(no_mangle)]
    extern "C" fn getpwuid_r(
        _: u32,
        _: *mut c_void,
        _: *mut c_char,
        _: usize,
        _: *mut *mut c_void,
    ) -> c_int {
        NO_SUCH_USER
    }
}
