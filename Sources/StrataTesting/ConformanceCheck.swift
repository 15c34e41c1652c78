/// One check of a kit, by name: for a test that runs each by itself, or a program that prints each with its verdict.
public struct ConformanceCheck: Sendable, CustomStringConvertible {
    /// What it checks.
    public let name: String
    private let check: @Sendable () async throws -> Void

    /// A check of your own.
    public init(_ name: String, _ check: @escaping @Sendable () async throws -> Void) {
        self.name = name
        self.check = check
    }

    /// Runs it; throws `CheckFailure` for what is wrong with the code under test.
    public func run() async throws { try await check() }

    /// The name.
    public var description: String { name }
}

extension [ConformanceCheck] {
    /// Runs one after the other and hands each verdict to `report`: `nil` for a check that has passed, else what it found.
    ///
    /// - Returns: whether all have passed.
    @discardableResult
    public func run(report: (_ name: String, _ failure: (any Error)?) -> Void) async -> Bool {
        var passed = true
        for check in self {
            do {
                try await check.run()
                report(check.name, nil)
            } catch {
                passed = false
                report(check.name, error)
            }
        }
        return passed
    }
}
