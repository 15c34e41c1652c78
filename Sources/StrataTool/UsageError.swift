/// The command line cannot be understood.
struct UsageError: Error {
    /// What is wrong with it, in one sentence.
    let message: String

    init(_ message: String) { self.message = message }
}

/// A file that is named cannot be read, or is not what it has to be: nothing was judged.
struct InputError: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) { self.description = description }
}

/// What the process says to its caller.
enum ExitCode {
    /// The command was understood and failed; what was judged does not hold.
    static let failure: Int32 = 1
    /// The command was not understood, or a file that it names cannot be used.
    static let usage: Int32 = 2
}
