//! Arguments to exit code.

/// Extraction makes many small lists, on several threads at once: this takes a fifth off its time. With huge pages it would take
/// a third more memory.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> std::process::ExitCode {
    dealex::cli::main().into()
}
