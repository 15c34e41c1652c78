import Strata
import StrataCrypto
import Synchronization

/// The service. It remembers what each caller has calculated.
final class Desk: Calculator {
    private let done = Mutex<[String: [Calculation]]>([:])

    func add(a: Double, b: Double) async throws -> Double {
        remember(Calculation(text: "\(a) + \(b)", result: a + b))
        return a + b
    }

    func divide(a: Double, by b: Double) async throws -> Double {
        guard b != 0 else {
            remember(Calculation(text: "\(a) / \(b)"))
            throw TypedFault(DivisionByZero(dividend: a), "nothing can be divided by zero")
        }
        remember(Calculation(text: "\(a) / \(b)", result: a / b))
        return a / b
    }

    func history(count: Int) async throws -> [Calculation] {
        let caller = caller
        return done.withLock { done in Array((done[caller] ?? []).suffix(max(0, count)).reversed()) }
    }

    func forget() async throws {
        let caller = caller
        _ = done.withLock { $0.removeValue(forKey: caller) }
    }

    /// Whom the transport has let in.
    private var caller: String { OperationContext.current?.security?.primary?.userName ?? "somebody" }

    private func remember(_ calculation: Calculation) {
        let caller = caller
        done.withLock { $0[caller, default: []].append(calculation) }
    }
}

/// Knows one user.
struct OneUser: UserNameValidator {
    func validate(userName: String, password: String) async throws {
        // Both are compared, always: how long it takes says nothing about which one was wrong.
        let knownUser = ConstantTime.equal(userName, "alice")
        let rightPassword = ConstantTime.equal(password, "open sesame")
        guard knownUser && rightPassword else { throw ValidationFailure("unknown user or wrong password") }
    }
}
