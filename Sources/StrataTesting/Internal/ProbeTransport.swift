internal import StrataCore
internal import Synchronization

/// The bottom of a stack that is built for its encoder only: hands it out and makes nothing.
struct ProbeTransport: TransportElement {
    final class Found: Sendable {
        let encoder = Mutex<(any MessageEncoder)?>(nil)
    }

    let found = Found()
    var scheme: String { "probe" }

    func canMake(_ shape: ChannelShape, side: ChannelSide, _ context: borrowing BindingContext) -> Bool { shape.pattern == .oneWay }

    func makeOutputFactory(session: Bool, _ context: inout BindingContext) throws(BindingError) -> any ChannelFactory<any OutputChannel> {
        let encoder = session ? try context.makeSessionEncoder() : try context.makeEncoder()
        found.encoder.withLock { $0 = encoder }
        throw context.unsupported(.oneWay, by: self)
    }

    /// A new encoder of that encoding, made as in any stack: for one direction of a session, or without one.
    static func encoder(of encoding: any EncodingElement, session: Bool) throws -> any MessageEncoder {
        let probe = ProbeTransport()
        let binding = try CustomBinding("encoding under test", validating: [encoding, probe])
        do throws(BindingError) { _ = try binding.makeOutputFactory(session: session) } catch {
            guard let encoder = probe.found.encoder.withLock({ $0 }) else { throw error }
            return encoder
        }
        throw BindingError(.unsupportedShape, "the stack of the probe has made a factory")
    }
}
