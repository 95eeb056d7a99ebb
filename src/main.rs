//! Arguments to exit code.

fn main() -> std::process::ExitCode {
    dealex::cli::main().into()
}
