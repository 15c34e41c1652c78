public import Foundation
internal import Strata
internal import StrataCrypto
internal import Synchronization

/// The service of `ICalc`.
public final class CalcService: Calc {
    private let notes = Atomic<Int32>(0)

    public init() {}

    public func add(a: Int32, b: Int32) async throws -> Int32 { a &+ b }
    public func echo(text: String?) async throws -> String? { text }
    public func echoTypes(value: AnyTypes?) async throws -> AnyTypes? { value }
    public func echoBytes(data: Data?) async throws -> Data? { data }
    public func notify(text: String?) async throws { notes.add(1, ordering: .relaxed) }
    public func notifyCount() async throws -> Int32 { notes.load(ordering: .relaxed) }

    public func fail(how: String?) async throws -> String? {
        switch how {
        case "typed":
            let code = FaultCode(.other(ExpandedName("Boom", namespace: "urn:peers:codes")))
            throw TypedFault(PeerFault(reason: "asked to", code: 42), code: code, "typed fault")
        case "plain": throw FaultError(.sender("plain fault"))
        default: throw Unhandled(how: how ?? "")
        }
    }

    public func whoAmI() async throws -> String? {
        guard let context = OperationContext.current?.security else { return "nobody (no security context)" }
        guard let primary = context.primary else { return "" }
        if let user = primary.userName { return user }
        guard let der = primary.certificateChain.first, let certificate = try? Certificate(der: der) else { return "" }
        let thumbprint = certificate.sha1Thumbprint.map { ($0 < 16 ? "0" : "") + String($0, radix: 16, uppercase: true) }.joined()
        return "\(certificate.subject); \(thumbprint)"
    }
}

/// The error that nobody handles.
struct Unhandled: Error, CustomStringConvertible {
    let how: String
    var description: String { "unhandled: \(how)" }
}
