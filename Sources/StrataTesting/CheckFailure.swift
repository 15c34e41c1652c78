/// What a check found wrong with the code under test.
public struct CheckFailure: Error, Sendable, CustomStringConvertible {
    /// The check that failed.
    public var check: String
    /// What was expected and what happened instead.
    public var reason: String

    /// A failure of that check.
    public init(_ check: String, _ reason: String) {
        self.check = check
        self.reason = reason
    }

    public var description: String { "\(check): \(reason)" }
}
