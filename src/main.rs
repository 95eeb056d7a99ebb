//! Arguments to exit code.

/// Extraction makes many small lists, on several threads at once: this takes a tenth off its time. With huge pages it would be a
/// little faster, and take a third more memory.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> std::process::ExitCode {
    dealex::cli::main().into()
}
