internal import StrataCore

/// What checks say of what they see; a check stops at the first thing that is wrong.
struct Expectations: Sendable {
    let check: String

    init(_ check: String) { self.check = check }

    /// Runs a whole check: an error that it does not expect is a failure of the check too.
    func running(_ check: () async throws -> Void) async throws {
        do { try await check() } catch let failure as CheckFailure {
            throw failure
        } catch {
            try Task.checkCancellation()
            throw fail("unexpected error: \(error)")
        }
    }

    /// The same for a check that does not suspend.
    func running(_ check: () throws -> Void) throws {
        do { try check() } catch let failure as CheckFailure {
            throw failure
        } catch {
            throw fail("unexpected error: \(error)")
        }
    }

    func fail(_ reason: String) -> CheckFailure { CheckFailure(check, reason) }

    func equal<Value: Equatable>(_ actual: Value, _ expected: Value, _ what: String) throws(CheckFailure) {
        guard actual == expected else { throw fail("\(what) is \(actual), expected \(expected)") }
    }

    func isTrue(_ condition: Bool, _ what: String) throws(CheckFailure) {
        guard condition else { throw fail("expected: \(what)") }
    }

    /// Runs something that must not throw a communication error.
    func succeeding<Value>(_ what: String, _ body: () async throws -> Value) async throws -> Value {
        do { return try await body() } catch let error as CommunicationError { throw fail("\(what) threw \(error)") }
    }

    /// Runs something that must throw a communication error with one of these codes.
    @discardableResult
    func throwing(
        _ codes: CommunicationError.Code..., in what: String, _ body: () async throws -> Void
    ) async throws -> CommunicationError {
        do {
            try await body()
        } catch let error as CommunicationError {
            guard codes.contains(error.code) else { throw fail("\(what) threw \(error), expected \(codes)") }
            return error
        } catch let failure as CheckFailure {
            throw failure
        } catch {
            throw fail("\(what) threw \(error), expected a CommunicationError with code \(codes)")
        }
        throw fail("\(what) did not throw, expected \(codes)")
    }

    func throwingCancellation(in what: String, _ body: () async throws -> Void) async throws {
        do {
            try await body()
        } catch is CancellationError {
            return
        } catch let failure as CheckFailure {
            throw failure
        } catch {
            throw fail("\(what) threw \(error), expected CancellationError")
        }
        throw fail("\(what) did not throw, expected CancellationError")
    }

    /// Runs something of an encoder that must throw one of these codes.
    @discardableResult
    func refusing(
        _ codes: MessageCodingError.Code..., in what: String, _ body: () throws -> Void
    ) throws -> MessageCodingError {
        do {
            try body()
        } catch let error as MessageCodingError {
            guard codes.contains(error.code) else { throw fail("\(what) threw \(error), expected \(codes)") }
            return error
        }
        throw fail("\(what) was not refused, expected \(codes)")
    }
}
