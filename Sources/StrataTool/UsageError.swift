/// The command line cannot be understood.
struct UsageError: Error {
    /// What is wrong with it, in one sentence.
    let message: String

    init(_ message: String) { self.message = message }
}

/// What the process says to its caller.
enum ExitCode {
    /// The command was understood and failed.
    static let failure: Int32 = 1
    /// The command was not understood.
    static let usage: Int32 = 64
}
