import Foundation
import StrataCore
import StrataInfoset
import StrataServiceModel

/// What user code may do instead of returning.
enum Oddity: String, CaseIterable, Sendable {
    case itsOwnError, cocoaError, cancellation, cancelsItself, cancelsItselfQuietly, tooBusy, undeclaredFault, unwritableFault, longWinded,
        contractError

    /// Never to be seen by a caller.
    static let secret = "behind the picture"

    /// Whether the caller gets a result all the same.
    var isQuiet: Bool { self == .cancelsItselfQuietly }

    private struct Own: Error, CustomStringConvertible { let description: String }
    private final class Loud: Error, CustomStringConvertible {
        var description: String { String(repeating: Oddity.secret, count: 100_000) }
    }
    private struct Undeclared: MemberContract {
        static let contractName = ExpandedName("Undeclared", namespace: "urn:odd")
        init() {}
        init(from members: inout ContractMembers) throws {}
        func write(to builder: inout InfosetBuilder, _ coding: ContractCoding) throws { builder.text(Oddity.secret) }
    }

    func perform() throws {
        switch self {
        case .itsOwnError: throw Own(description: Self.secret)
        case .cocoaError: throw CocoaError(.fileReadNoSuchFile, userInfo: [NSFilePathErrorKey: Self.secret])
        case .cancellation: throw CancellationError()
        case .cancelsItself:
            withUnsafeCurrentTask { $0?.cancel() }
            try Task.checkCancellation()
        case .cancelsItselfQuietly: withUnsafeCurrentTask { $0?.cancel() }
        case .tooBusy: throw CommunicationError(.serverTooBusy, Self.secret, retry: .safe)
        case .undeclaredFault: throw TypedFault(Undeclared(), Self.secret)
        case .unwritableFault:
            throw FaultError(
                Fault(
                    .receiver(), reasons: [FaultText("it cannot be said")],
                    detail: FaultDetail { _ in throw Own(description: Self.secret) }))
        case .longWinded: throw Loud()
        case .contractError: throw ContractError(path: "/secret", expected: "nothing", found: Self.secret)
        }
    }
}

/// Does what it is told, and otherwise its duty.
struct OddTill: Till {
    func add(a: Int32, b: Int32) async throws -> Int32 { a &+ b }
    func echo(text: String?) async throws -> String? {
        await Task.yield()
        return text
    }
    func ring(text: String) async throws { try Oddity(rawValue: text)?.perform() }
    /// Of characters that no document may have.
    func rung() async throws -> [String] { [Oddity.secret + "\u{1}"] }
    func fail(how: String) async throws { try Oddity(rawValue: how)?.perform() }
}

struct OddBell: Bell {
    func start(count: Int32) async throws { throw CancellationError() }
    func askMeBack(n: Int32) async throws -> Int32 {
        try await OperationContext.current?.callback(TickClient.self).ask(n: n) ?? 0
    }
    func echo(text: String?) async throws -> String? {
        if let oddity = text.flatMap({ Oddity(rawValue: $0) }) { try oddity.perform() }
        await Task.yield()
        return text
    }
    func leave() async throws -> Int32 { throw CancellationError() }
}
